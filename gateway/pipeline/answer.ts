import { withoutResponseSecrets } from "#lib/connections/secret-responses.ts";
import type { Dependencies } from "../dependencies.ts";
import { Refusal } from "../errors.ts";
import { AnswerKeeper } from "../holds/answer-keeper.ts";
import { createTokenizer } from "#lib/masking/tokenizer.ts";
import { AnswerWithheld, maskAnswer } from "../masking/mask-answer.ts";
import { addCounts, type MaskCounts } from "../masking/mask-payload.ts";
import { maskStoredAnswer } from "../masking/mask-stored.ts";
import { PayloadCapture } from "../message/capture-payload.ts";
import { headerValue } from "../message/raw-headers.ts";
import type { Ending, Relay } from "../relay/relay.ts";
import { relayBytes } from "../relay/relay-bytes.ts";
import { relayEvents } from "../relay/relay-events.ts";
import { relayMessage } from "../relay/relay-message.ts";
import type { Call } from "./call.ts";
import type { Cancellation } from "./cancellation.ts";
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
  signal: Cancellation,
): Promise<Refusal | undefined> {
  const capture = new PayloadCapture();
  let keeper = exchange.execution && new AnswerKeeper(call);
  const shown = new Map<string, number>();
  let settled = false;
  async function settle(ending: Ending): Promise<void> {
    settled = true;
    const payload = await capture.finish(exchange.facts.callId, "response", relay.answered.headers);
    if (call.kind === "http") payload.body = withoutResponseSecrets(call.path, payload.body);
    await recordFinish(dependencies, exchange, {
      status: ending.status,
      errorCode: ending.errorCode,
      httpStatus: answered.statusCode,
      upstreamMs: elapsedMs(answered.sentAt),
      payload: maskStoredAnswer(dependencies, exchange, payload, shown),
      answer: keeper?.finish(relay.answered) ?? null,
    });
  }
  const relay: Relay = {
    exchange,
    call,
    answered,
    settle,
    capture: (chunk) => {
      if (settled) return;
      capture.add(chunk);
      keeper?.add(chunk);
    },
  };
  try {
    if (exchange.masks?.response) {
      const tokenize = createTokenizer(dependencies.sealer.fingerprint);
      const note = (counts: MaskCounts) => addCounts(shown, counts);
      relay.answered = await maskAnswer(answered, { plan: exchange.masks.response, tokenize, note });
    }
    await chooseRelay(call, relay.answered, exchange)(relay);
    return undefined;
  } catch (error) {
    // An error after the end was recorded, or while recording it, is ours; before that it is the upstream's.
    const refusal = refusalOf(error, settled, signal);
    dependencies.logger.warn({ err: error, callId: exchange.facts.callId, code: refusal.code }, "answer broke off");
    if (!settled) {
      // Half an answer is none.
      keeper = null;
      await settle(endingOfBreak(call, refusal)).catch((problem: unknown) =>
        dependencies.logger.error({ err: problem }, "an ending could not be recorded"),
      );
    }
    return refusal;
  }
}

function refusalOf(error: unknown, settled: boolean, signal: Cancellation): Refusal {
  if (settled) return new Refusal("outcome_not_recorded");
  return error instanceof AnswerWithheld ? error.refusal : upstreamFailure(error, signal);
}

/** How a call ended whose answer broke off. A session's own stream (GET) ends by being left; that is not a fault. */
function endingOfBreak(call: Call, refusal: Refusal): Ending {
  if (refusal.code.startsWith("masking_")) return { status: "failed", errorCode: refusal.code };
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
