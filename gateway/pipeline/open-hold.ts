import { requirementOf } from "#lib/approvals/requirement-of.ts";
import type { ApprovalTerms } from "#lib/approvals/schemas.ts";
import { newId } from "#lib/core/ids.ts";
import { createHold, type OpenedHold } from "#lib/holds/create-hold.ts";
import type { Dependencies } from "../dependencies.ts";
import type { Caller } from "../identity/caller.ts";
import type { LiveSnapshot } from "../snapshot/live-snapshot.ts";
import { Refusal } from "../errors.ts";
import { boundDigest, heldRequest } from "../holds/bound-request.ts";
import type { HoldManner } from "../holds/hold-manner.ts";
import { isRebuildable } from "../holds/rebuild-call.ts";
import { originalOf } from "../holds/original-of.ts";
import { maskStored } from "../masking/mask-stored.ts";
import { capturePayload } from "../message/capture-payload.ts";
import type { Accepted } from "./accept.ts";
import type { Call } from "./call.ts";
import { exchangeEvent, type Exchange } from "./exchange.ts";
import type { HeldCall } from "./held-call.ts";

/** Commits the hold on a call, with what its approvers need and its event, or finds the one that is there already. */
export async function openHold(
  { pool, sealer, snapshot }: Dependencies,
  exchange: Exchange,
  { accepted, call, caller, routed, decision }: HeldCall,
  { elsewhere }: HoldManner,
): Promise<{ opened: OpenedHold; requestDigest: string } | Refusal> {
  const { callId, clientIp } = exchange.facts;
  const { rule, approval, message, policyVersion } = decision;
  if (rule === null || approval === null) throw new Error("a decision to hold names its rule and its approvers");
  const id = newId("hold");
  const requestDigest = boundDigest(call, caller, routed.slug, policyVersion);
  // People who decide see the exact call; what is kept for auditors is masked.
  const captured = await capturePayload(callId, "request", exchange.request.rawHeaders, call.body);
  const payload = maskStored({ sealer }, exchange, captured);
  if (payload instanceof Refusal) return payload;
  const opened = await createHold(
    pool,
    sealer,
    {
      id,
      callId,
      connection: routed.slug,
      kind: call.kind,
      operation: call.operation,
      tool: call.tool,
      request: heldRequest(call),
      requestDigest,
      callerId: caller.callerId,
      userId: caller.userId,
      userName: caller.userName,
      agent: caller.agent,
      clientIp: clientIp ?? null,
      rule,
      message,
      policyVersion,
      terms: withoutEdit(approval, accepted, call),
      requirement: requirementOf(approval),
      excluded: approval.ownerMayApprove ? [] : ownersOf(caller, snapshot.current),
      toolSchema: call.tool === null ? null : (routed.tools.get(call.tool)?.schemaHash ?? null),
      original: elsewhere === null ? null : originalOf(accepted, call),
    },
    {
      event: exchangeEvent(exchange, "call.held", "held", {
        holdId: id,
        reason: message,
        attrs: { "holdpoint.request_digest": requestDigest },
      }),
      payload,
    },
  );
  return { opened, requestDigest };
}

/** Nobody is offered to change what could not be put together again. */
function withoutEdit(terms: ApprovalTerms, accepted: Accepted, call: Call): ApprovalTerms {
  if (!terms.edit || isRebuildable(accepted, call)) return terms;
  const { edit: _edit, ...others } = terms;
  return others;
}

/** Who answers for the agent that calls: who made its key, and whom people named. */
function ownersOf({ owner, agent }: Caller, snapshot: LiveSnapshot | undefined): string[] {
  const named = agent === null ? [] : (snapshot?.agentOwners.get(agent) ?? []);
  return [...new Set([...(owner === null ? [] : [owner]), ...named])];
}
