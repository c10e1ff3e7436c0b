import { requirementOf } from "#lib/approvals/requirement-of.ts";
import { useGrant } from "#lib/grants/use-grant.ts";
import type { Dependencies } from "../dependencies.ts";
import { boundDigest, heldRequest } from "../holds/bound-request.ts";
import { exchangeEvent, type Exchange } from "./exchange.ts";
import type { HeldCall } from "./held-call.ts";

/** Whether somebody has granted calls like this one; the use is counted and recorded by then. */
export async function isGranted(
  { pool, sealer }: Dependencies,
  exchange: Exchange,
  { caller, call, routed, decision }: HeldCall,
): Promise<boolean> {
  if (!decision.approval?.grants || !call.exact) return false;
  const granted = {
    callerId: caller.callerId,
    connection: routed.slug,
    operation: call.operation,
    tool: call.tool,
    requirement: requirementOf(decision.approval),
    request: heldRequest(call),
    requestDigest: boundDigest(call, caller, routed.slug, decision.policyVersion),
  };
  const grant = await useGrant(pool, sealer, granted, (used) => {
    exchange.facts.approver = used.grantedByName;
    exchange.facts.reason = used.reason;
    exchange.attrs["holdpoint.grant"] = used.id;
    return exchangeEvent(exchange, "grant.used", "approved");
  });
  return grant !== undefined;
}
