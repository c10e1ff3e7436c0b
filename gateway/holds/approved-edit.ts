import type { Claim } from "#lib/holds/claim-hold.ts";
import { diffRequests } from "#lib/holds/diff-requests.ts";
import { editDigest, openEdit } from "#lib/holds/edited-request.ts";
import type { RequestChange } from "#lib/holds/schemas.ts";
import type { Dependencies } from "../dependencies.ts";
import { Refusal } from "../errors.ts";
import type { Accepted } from "../pipeline/accept.ts";
import type { Call } from "../pipeline/call.ts";
import { heldRequest } from "./bound-request.ts";
import { rebuildCall, rebuiltValue } from "./rebuild-call.ts";

/** A call as it runs: as it was held, or with what an approver changed in it. */
type ApprovedCall = { accepted: Accepted; call: Call; changes: RequestChange[] | null };

/**
 * The call that an approval releases. Where an approver has changed its arguments, the digest of the approval has to be that
 * of the very call that was put together: of all that was held, and of what stands in it now.
 */
export async function approvedCall(
  { sealer }: Pick<Dependencies, "sealer">,
  { accepted, call }: { accepted: Accepted; call: Call },
  claim: Claim,
  requestDigest: string,
): Promise<ApprovedCall | Refusal> {
  if (claim.editedSealed === null) return { accepted, call, changes: null };
  const rebuilt = await rebuildCall(accepted, call, openEdit(sealer, claim.editedSealed));
  if (rebuilt instanceof Refusal) return rebuilt;
  if (editDigest(requestDigest, rebuiltValue(rebuilt.call)) !== claim.editedDigest) return new Refusal("edit_failed");
  return { ...rebuilt, changes: diffRequests(heldRequest(call), heldRequest(rebuilt.call)).changes };
}
