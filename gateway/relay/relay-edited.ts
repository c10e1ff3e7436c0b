import { decodeBody } from "../message/decode-body.ts";
import { headerPairs, headerValue } from "../message/raw-headers.ts";
import type { MessageEdit } from "../mcp/visible-lists.ts";
import { MessageInspector } from "./message-inspector.ts";
import type { Relay } from "./relay.ts";
import { sendHead } from "./reply-stream.ts";

const maxEditedBytes = 10_000_000;
const ofTheBody = new Set(["content-length", "content-encoding", "etag", "content-digest"]);

/**
 * An answer of one message that is changed on its way: read whole, recorded and sent as the caller sees it. Throws where
 * it is too large, or compressed in a way that cannot be looked into.
 */
export async function relayEdited(relay: Relay, edit: MessageEdit): Promise<void> {
  const { exchange, answered } = relay;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answered.body) {
    bytes += chunk.length;
    if (bytes > maxEditedBytes) throw new RangeError("a list is larger than the limit");
    chunks.push(chunk);
  }
  const plain = await decodeBody(
    Buffer.concat(chunks),
    headerValue(answered.headers, "content-encoding"),
    maxEditedBytes,
  );
  if (plain === null) throw new TypeError("a list cannot be decoded");
  const before = plain.toString("utf8");
  const after = edit(before);
  const body = after === before ? plain : Buffer.from(after);

  const inspected = new MessageInspector(relay);
  relay.capture(body);
  inspected.add(body);
  await relay.settle(inspected.ending());
  const headers: string[] = [];
  for (const [name, value] of headerPairs(answered.headers)) {
    if (!ofTheBody.has(name.toLowerCase())) headers.push(name, value);
  }
  if (body.length > 0) headers.push("content-length", String(body.length));
  sendHead(exchange, { ...answered, headers });
  exchange.response.end(body);
}
