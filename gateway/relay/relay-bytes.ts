import { headerValue } from "../message/raw-headers.ts";
import { MessageInspector } from "./message-inspector.ts";
import { relayEdited } from "./relay-edited.ts";
import type { Relay } from "./relay.ts";
import { send, sendHead } from "./reply-stream.ts";

/**
 * Any answer but an MCP event stream, chunk by chunk. Kept back until the ending is recorded: the last bytes of JSON and
 * of a body of known length, the end of any other stream, the headers where there is no body.
 */
export async function relayBytes(relay: Relay): Promise<void> {
  const { exchange, answered } = relay;
  if (exchange.edit && answered.statusCode === 200) return relayEdited(relay, exchange.edit);
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
