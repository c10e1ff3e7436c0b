import type { z } from "zod";
import type { User } from "#prisma-client";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { lockPersonById, named, requireAnotherOwner } from "./internal.ts";
import { ringPerson } from "./ring-person.ts";
import { GrantRole, type GrantedRights } from "./schemas.ts";
import type { Rights } from "./shapes.ts";
import { rightsOf, toRole } from "./to-person.ts";

/**
 * Gives a person a role or the Auditor add-on beside what their groups give, or takes back what was given here; it counts
 * from their next request on. Only an owner changes who is an owner or an auditor, or anything of an owner, and the last
 * owner stays. Throws `forbidden`, `not_found`, or `conflict`.
 */
export async function grantRole(context: ServiceContext, input: z.input<typeof GrantRole>): Promise<Rights> {
  requirePermission(context, "people.write");
  const { personId, role, auditor, expected } = parseInput(GrantRole, input);
  return withTransaction(context, async (transaction) => {
    const before = await lockPersonById(transaction, personId);
    if (expected && (expected.role !== before.grantedRole || expected.auditor !== before.grantedAuditor)) {
      throw new AppError("conflict", "Somebody changed this person meanwhile. Reload the page and look again.");
    }
    if (isGrave(before, { role, auditor })) requirePermission(context, "people.grant");
    const after = rightsOf({ ...before, grantedRole: role, grantedAuditor: auditor });
    if (before.role === "owner" && after.role !== "owner") await requireAnotherOwner(transaction, personId);
    await transaction.user.update({
      where: { id: personId },
      data: { grantedRole: role, grantedAuditor: auditor, ...after },
    });
    await ringPerson(transaction, personId);
    await recordEvent(transaction, context, {
      type: "person.role-changed",
      status: "ok",
      attrs: {
        person: named(before),
        before: { role: before.role, auditor: before.auditor },
        after,
        given: { before: { role: before.grantedRole, auditor: before.grantedAuditor }, after: { role, auditor } },
      },
    });
    return after;
  });
}

/** Whether a change makes or unmakes an owner or an auditor, or is of somebody who is an owner. */
function isGrave(before: User, given: GrantedRights): boolean {
  if (toRole(before.role) === "owner" || before.grantedRole === "owner" || given.role === "owner") return true;
  return given.auditor !== before.grantedAuditor;
}
