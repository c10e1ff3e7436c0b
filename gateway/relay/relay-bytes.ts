import { headerValue } from "../message/raw-headers.ts";
import { rpcTruth } from "../message/rpc-truth.ts";
import { endingOf, type Ending, type Relay } from "./relay.ts";
import { send, sendHead } from "./reply-stream.ts";

const maxInspectedBytes = 10_000_000;

/**
 * Any answer but an MCP event stream, chunk by chunk. Kept back until the ending is recorded: the last bytes where their
 * number is known beforehand, the end of the stream where it is not, the headers where there is no body.
 */
export async function relayBytes(relay: Relay): Promise<void> {
  const { exchange, answered } = relay;
  const length = headerValue(answered.headers, "content-length");
  const inspected = new MessageInspector(relay);
  let received = 0;
  let last: Buffer = Buffer.alloc(0);
  for await (const chunk of answered.body as AsyncIterable<Buffer>) {
    relay.capture(chunk);
    inspected.add(chunk);
    received += chunk.length;
    if (length !== null && received >= Number(length)) {
      last = chunk;
    } else {
      sendHead(exchange, answered);
      await send(exchange, chunk);
    }
  }
  await relay.settle(inspected.ending());
  sendHead(exchange, answered);
  exchange.response.end(last);
}

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
