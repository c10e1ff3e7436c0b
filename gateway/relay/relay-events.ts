import type { MessageEdit } from "../mcp/visible-lists.ts";
import { eventData, EventStreamSplitter, withEventData } from "../message/event-stream.ts";
import { rpcTruth } from "../message/rpc-truth.ts";
import type { Relay } from "./relay.ts";
import { send, sendHead } from "./reply-stream.ts";

const maxEventBytes = 10_000_000;

/**
 * An MCP event stream, event by event, bytes unchanged but where lists are cut. Kept back until the ending is recorded:
 * the event that answers the request, or where there is none (the stream of a session), the end of the stream.
 */
export async function relayEvents(relay: Relay): Promise<void> {
  const { exchange, call, answered } = relay;
  const { edit } = exchange;
  const id = call.kind === "mcp" ? call.id : null;
  const splitter = new EventStreamSplitter(maxEventBytes);
  let settled = false;
  sendHead(exchange, answered);
  exchange.response.flushHeaders();
  for await (const chunk of answered.body) {
    if (!edit) relay.capture(chunk);
    for (const piece of splitter.push(chunk)) {
      const event = edit ? editEvent(piece, edit) : piece;
      if (edit) relay.capture(event);
      const truth = settled || id === null ? undefined : rpcTruth(eventData(event), id);
      if (truth) {
        settled = true;
        await relay.settle({ status: truth.failed ? "failed" : "ok", errorCode: truth.errorCode });
      }
      await send(exchange, event);
    }
  }
  // A server may end the stream early and let the client collect the answer by GET: then nobody has seen it yet.
  if (!settled) {
    await relay.settle(
      id === null ? { status: "ok", errorCode: null } : { status: "unknown", errorCode: "no_response" },
    );
  }
  await send(exchange, splitter.rest());
  exchange.response.end();
}

/** The event with its data changed; its other fields, and all of it where nothing changes, stay byte for byte. */
function editEvent(event: Buffer, edit: MessageEdit): Buffer {
  const before = eventData(event);
  const after = edit(before);
  return after === before ? event : withEventData(event, after);
}
