import { headerValue } from "../message/raw-headers.ts";
import { rpcTruth } from "../message/rpc-truth.ts";
import { endingOf, type Ending, type Relay } from "./relay.ts";
import { send, sendHead } from "./reply-stream.ts";

const maxInspectedBytes = 10_000_000;

/**
 * Any answer but an MCP event stream, chunk by chunk. Kept back until the ending is recorded: the last bytes of JSON and
 * of a body of known length, the end of any other stream, the headers where there is no body.
 */
export async function relayBytes(relay: Relay): Promise<void> {
  const { exchange, answered } = relay;
  const length = headerValue(answered.headers, "content-length");
  // Nobody acts on half a JSON document, so its newest chunk can always wait for the next.
  const isJson = /^[^;]*[/+]json\b/i.test(headerValue(answered.headers, "content-type") ?? "");
  const inspected = new MessageInspector(relay);
  let received = 0;
  let last: Buffer = Buffer.alloc(0);
  for await (const chunk of answered.body) {
    relay.capture(chunk);
    inspected.add(chunk);
    received += chunk.length;
    const ready = [last];
    last = Buffer.alloc(0);
    if (isJson || (length !== null && received >= Number(length))) last = chunk;
    else ready.push(chunk);
    for (const piece of ready) await sendPart(relay, piece);
  }
  await relay.settle(inspected.ending());
  sendHead(exchange, answered);
  exchange.response.end(last);
}

async function sendPart({ exchange, answered }: Relay, piece: Buffer): Promise<void> {
  if (piece.length === 0) return;
  sendHead(exchange, answered);
  await send(exchange, piece);
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
