import { markDispatched } from "#lib/holds/mark-dispatched.ts";
import type { CapturedPayload } from "#lib/payloads/schemas.ts";
import type { Dependencies } from "../dependencies.ts";
import { Refusal } from "../errors.ts";
import { capturePayload } from "../message/capture-payload.ts";
import { maskStored } from "../masking/mask-stored.ts";
import { recorderOf } from "../spool/recorder-of.ts";
import { uploadOf, type Call } from "./call.ts";
import { exchangeEvent, type Exchange } from "./exchange.ts";

/**
 * Commits `call.started`, and with it, for an approved call, that it is dispatched. Until this has returned without a
 * refusal, nothing may be sent upstream.
 */
export async function recordStart(
  dependencies: Dependencies,
  exchange: Exchange,
  call: Call,
): Promise<Refusal | undefined> {
  const { pool, sealer } = dependencies;
  const { execution } = exchange;
  // A hold has stored its request already, but a retry that runs it, or what an approver made of it, is the request that is sent.
  const stored = execution !== null && exchange.attrs["holdpoint.joined"] !== true && exchange.edited === null;
  const payloads: CapturedPayload[] = [];
  // What passes unread is recorded when it has passed.
  if (!stored && uploadOf(call) === null) {
    const payload = await capturePayload(exchange.facts.callId, "request", exchange.request.rawHeaders, call.body);
    const masked = maskStored({ sealer }, exchange, payload);
    if (masked instanceof Refusal) return masked;
    payloads.push(masked);
  }
  const started = exchangeEvent(exchange, "call.started", "started");
  if (execution === null) {
    await recorderOf(dependencies, exchange).append([started], payloads);
    return undefined;
  }
  const hold = { id: execution.holdId, fence: execution.fence };
  if (await markDispatched(pool, sealer, hold, { events: [started], payloads })) return undefined;
  exchange.execution = null;
  return new Refusal("hold_running");
}
