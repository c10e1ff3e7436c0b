import { Refusal } from "../errors.ts";
import { messageEvent } from "../message/event-stream.ts";
import { rpcTruth } from "../message/rpc-truth.ts";
import { rpcError } from "./rpc-refusal.ts";
import { MessageInspector } from "./message-inspector.ts";
import type { Relay } from "./relay.ts";
import { send } from "./reply-stream.ts";

/** An answer that is not a stream, put as one message on the stream that a hold has opened; changed where the caller is told of changes. */
export async function relayMessage(relay: Relay): Promise<void> {
  const { exchange, call, answered } = relay;
  const inspected = new MessageInspector(relay);
  for await (const chunk of answered.body) {
    if (!exchange.edit) relay.capture(chunk);
    inspected.add(chunk);
  }
  const said = inspected.text() ?? "";
  const text = exchange.edit?.(said) ?? said;
  if (exchange.edit) relay.capture(Buffer.from(text));
  await relay.settle(inspected.ending());
  const id = call.kind === "mcp" ? call.id : null;
  const message =
    id !== null && rpcTruth(text, id)
      ? text
      : JSON.stringify(
          rpcError(new Refusal("upstream_failed", `The upstream answered HTTP ${answered.statusCode}.`), id),
        );
  exchange.openStream?.stop();
  await send(exchange, messageEvent(message));
  exchange.response.end();
}
