import { rpcTruth } from "../message/rpc-truth.ts";
import { endingOf, type Ending, type Relay } from "./relay.ts";

const maxInspectedBytes = 10_000_000;

/** Reads the ending of an MCP call off its JSON answer. */
export class MessageInspector {
  readonly #relay: Relay;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(relay: Relay) {
    this.#relay = relay;
  }

  add(chunk: Buffer): void {
    this.#bytes += chunk.length;
    if (this.#relay.call.kind === "mcp" && this.#bytes <= maxInspectedBytes) this.#chunks.push(chunk);
  }

  /** The body, or undefined where it is too large to be looked into. */
  text(): string | undefined {
    return this.#bytes <= maxInspectedBytes ? Buffer.concat(this.#chunks).toString("utf8") : undefined;
  }

  ending(): Ending {
    const { call } = this.#relay;
    const byStatus = endingOf(this.#relay);
    if (call.kind !== "mcp" || call.id === null) return byStatus;
    const truth = rpcTruth(this.text() ?? "", call.id);
    if (truth?.failed) return { status: "failed", errorCode: truth.errorCode };
    return byStatus.status === "ok" && !truth ? { status: "unknown", errorCode: "no_response" } : byStatus;
  }
}
