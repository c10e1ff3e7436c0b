import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { can, requirePermission } from "#lib/core/permissions.ts";
import { requirePerson } from "#lib/core/require-person.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { mayRevoke } from "./may-revoke.ts";
import { RevokeGrant } from "./schemas.ts";

/**
 * Ends a grant at once: the next like call is held again. By its approvers, by whom it lets through, and by whoever may
 * change policies. Throws `forbidden`, `not_found`, or `conflict` where it has ended already.
 */
export async function revokeGrant(context: ServiceContext, input: unknown): Promise<void> {
  requirePermission(context, "holds.read");
  const person = requirePerson(context);
  const { grantId } = parseInput(RevokeGrant, input);
  await withTransaction(context, async (transaction) => {
    const grant = await transaction.standingGrant.findUnique({ where: { id: grantId }, include: { hold: true } });
    const sees = grant && (mayRevoke(person, grant.hold) || can(person, "audit.read-all"));
    if (!grant || !sees) throw new AppError("not_found", "There is no such grant, or it is not yours to see.");
    if (!mayRevoke(person, grant.hold)) {
      throw new AppError("forbidden", "Its approvers revoke a grant, and admins. Ask one of them.");
    }
    const revoked = await transaction.$executeRaw`
      update standing_grant set revoked_at = clock_timestamp(), revoked_by_name = ${person.email}
      where id = ${grantId} and revoked_at is null and expires_at > clock_timestamp()`;
    if (revoked === 0) throw new AppError("conflict", "This grant has ended already.");
    await recordEvent(transaction, context, {
      type: "grant.revoked",
      status: "cancelled",
      callId: grant.hold.callId,
      holdId: grant.holdId,
      userId: grant.hold.userId,
      userName: grant.userName,
      agent: grant.agent,
      connection: grant.connection,
      kind: grant.kind === "mcp" ? "mcp" : "http",
      operation: grant.operation,
      tool: grant.tool,
      rule: grant.rule,
      approver: person.email,
      attrs: { grantId, uses: grant.uses },
    });
  });
}
