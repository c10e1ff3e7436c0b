import type { Hold } from "#prisma-client";
import type { Person, ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { newId } from "#lib/core/ids.ts";
import { ApprovalTerms } from "#lib/approvals/schemas.ts";
import type { Transaction } from "#lib/database/prisma.ts";
import { HeldRequest } from "#lib/holds/schemas.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { pinnable, pinsOf } from "./pinned-values.ts";
import type { GrantTerms } from "./schemas.ts";

/**
 * Makes a grant of an approval, in its transaction: for this caller, tool or operation, rule and pinned values. Throws
 * `invalid` where the rule gives no grants, not for so long, or a pin is not in the call.
 */
export async function grantFrom(
  transaction: Transaction,
  context: ServiceContext,
  person: Person,
  hold: Hold,
  { durationS, pinned, reason }: GrantTerms & { reason: string },
): Promise<void> {
  const terms = ApprovalTerms.safeParse(hold.terms).data;
  if (!terms?.grants || hold.requirement === null) {
    throw new AppError("invalid", "The rule that holds this call lets nobody grant more. Approve it without a grant.");
  }
  if (durationS > terms.grants.maxS) {
    throw new AppError("invalid", `The rule lets you grant like calls for ${terms.grants.maxS / 60} minutes at most.`);
  }
  const request = HeldRequest.parse(JSON.parse(context.sealer.open("hold", hold.requestSealed).toString("utf8")));
  const unknown = pinned.find((name) => !Object.hasOwn(pinnable(request), name));
  if (unknown !== undefined) throw new AppError("invalid", `The call has no argument ${unknown} to keep the same.`);
  // A call of another path is another operation, whatever it is called with.
  const always = request.kind === "http" ? ["path", "query"] : [];
  const pins = pinsOf(request, [...terms.grants.pinned, ...pinned, ...always]);
  const id = newId("grt");
  await transaction.$executeRaw`
    insert into standing_grant (id, hold_id, caller_id, user_name, agent, connection, kind, operation, tool, rule,
      requirement, pins, granted_by_id, granted_by_name, reason, created_at, expires_at)
    values (${id}, ${hold.id}, ${hold.callerId}, ${hold.userName}, ${hold.agent}, ${hold.connection}, ${hold.kind},
      ${hold.operation}, ${hold.tool}, ${hold.rule}, ${hold.requirement}, ${JSON.stringify(pins)}::jsonb,
      ${person.subject}, ${person.email}, ${reason}, clock_timestamp(),
      clock_timestamp() + ${durationS} * interval '1 second')`;
  await recordEvent(transaction, context, {
    type: "grant.created",
    status: "approved",
    callId: hold.callId,
    holdId: hold.id,
    userId: hold.userId,
    userName: hold.userName,
    agent: hold.agent,
    connection: hold.connection,
    kind: hold.kind === "mcp" ? "mcp" : "http",
    operation: hold.operation,
    tool: hold.tool,
    rule: hold.rule,
    approver: person.email,
    reason,
    attrs: { grantId: id, approverId: person.subject, durationS, pinned: pins.map(({ name }) => name) },
  });
}
