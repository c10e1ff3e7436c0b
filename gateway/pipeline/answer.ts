import { withoutResponseSecrets } from "#lib/connections/secret-responses.ts";
import type { Dependencies } from "../dependencies.ts";
import { Refusal } from "../errors.ts";
import { PayloadCapture } from "../message/capture-payload.ts";
import { headerValue } from "../message/raw-headers.ts";
import type { Ending, Relay } from "../relay/relay.ts";
import { relayBytes } from "../relay/relay-bytes.ts";
import { relayEvents } from "../relay/relay-events.ts";
import { relayMessage } from "../relay/relay-message.ts";
import type { Call } from "./call.ts";
import { elapsedMs, type Exchange } from "./exchange.ts";
import { upstreamFailure, type Answered } from "./forward.ts";
import { recordFinish } from "./record-finish.ts";

/**
 * Passes the upstream's answer on as it comes, keeping back its end until `call.finished` is committed. Returns a refusal
 * where the answer broke off, or could not be recorded, before anything of it had gone out.
 */
export async function answer(
  dependencies: Dependencies,
  exchange: Exchange,
  call: Call,
  answered: Answered,
  signal: AbortSignal,
): Promise<Refusal | undefined> {
  const capture = new PayloadCapture();
  let settled = false;
  async function settle(ending: Ending): Promise<void> {
    settled = true;
    const payload = await capture.finish(exchange.facts.callId, "response", answered.headers);
    if (call.kind === "http") payload.body = withoutResponseSecrets(call.path, payload.body);
    await recordFinish(dependencies, exchange, {
      ...ending,
      httpStatus: answered.statusCode,
      upstreamMs: elapsedMs(answered.sentAt),
      payload,
    });
  }
  const relay: Relay = {
    exchange,
    call,
    answered,
    settle,
    capture: (chunk) => {
      if (!settled) capture.add(chunk);
    },
  };
  try {
    await chooseRelay(call, answered, exchange)(relay);
    return undefined;
  } catch (error) {
    // An error after the end was recorded, or while recording it, is ours; before that it is the upstream's.
    const refusal = settled ? new Refusal("outcome_not_recorded") : upstreamFailure(error, signal);
    dependencies.logger.warn({ err: error, callId: exchange.facts.callId, code: refusal.code }, "answer broke off");
    if (!settled) {
      await settle(endingOfBreak(call, refusal)).catch((problem: unknown) =>
        dependencies.logger.error({ err: problem }, "an ending could not be recorded"),
      );
    }
    return refusal;
  }
}

/** How a call ended whose answer broke off. A session's own stream (GET) ends by being left; that is not a fault. */
function endingOfBreak(call: Call, refusal: Refusal): Ending {
  if (refusal.code !== "caller_gone") return { status: "unknown", errorCode: refusal.code };
  const isSessionStream = call.kind === "mcp" && call.httpMethod === "GET";
  return isSessionStream ? { status: "ok", errorCode: null } : { status: "cancelled", errorCode: refusal.code };
}

function chooseRelay(call: Call, answered: Answered, exchange: Exchange): (relay: Relay) => Promise<void> {
  const type = (headerValue(answered.headers, "content-type") ?? "").toLowerCase();
  const isEventStream = type.startsWith("text/event-stream") && answered.statusCode === 200;
  if (call.kind === "mcp" && isEventStream) return relayEvents;
  return exchange.openStream ? relayMessage : relayBytes;
}
