import { newId } from "#lib/core/ids.ts";
import { AppError } from "#lib/core/errors.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { withTransaction, type Person, type ServiceContext } from "#lib/core/context.ts";
import { ringStatement } from "#lib/database/bell.ts";
import type { Transaction } from "#lib/database/prisma.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { databaseNow, mayDecide, requirePerson, visibleTo } from "./internal.ts";
import { DecideHold } from "./schemas.ts";

/**
 * One person's verdict: pending → approved or denied, once, judged by database time in a single conditional update that
 * also checks the digest the page showed, the approvers' groups, and that nobody decides their own call.
 * Throws `forbidden`, `invalid`, `not_found`, or `conflict` with who or what was faster.
 */
export async function decideHold(context: ServiceContext, input: unknown): Promise<{ state: "approved" | "denied" }> {
  requirePermission(context, "holds.decide");
  const person = requirePerson(context);
  const decision = parseDecision(input);
  return withTransaction(context, async (transaction) => {
    const decided = await moveHold(transaction, person, decision);
    if (!decided) throw await refusal(transaction, person, decision);
    await transaction.approval.create({
      data: {
        id: newId("apr"),
        holdId: decision.holdId,
        verdict: decision.verdict,
        userId: person.subject,
        userName: person.email,
        reason: decision.reason,
      },
    });
    const bell = ringStatement({ topic: "hold", id: decision.holdId, state: decision.verdict });
    await transaction.$executeRawUnsafe(bell.sql, ...bell.parameters);
    await recordDecision(transaction, context, person, decision);
    return { state: decision.verdict };
  });
}

function parseDecision(input: unknown): DecideHold {
  const parsed = DecideHold.safeParse(input);
  if (parsed.success) return parsed.data;
  const fields = Object.fromEntries(parsed.error.issues.map((issue) => [String(issue.path[0]), issue.message]));
  throw new AppError("invalid", fields["reason"] ?? "The decision is incomplete. Reload the page and try again.", {
    fields,
  });
}

async function moveHold(transaction: Transaction, person: Person, decision: DecideHold): Promise<boolean> {
  const moved = await transaction.$executeRaw`
    update hold set state = ${decision.verdict}, decided_at = clock_timestamp()
    where id = ${decision.holdId} and state = 'pending' and expires_at > clock_timestamp()
      and request_digest = ${decision.requestDigest}
      and user_id is distinct from ${person.subject}
      and approver_groups && ${person.groups}::text[]`;
  return moved === 1;
}

async function recordDecision(
  transaction: Transaction,
  context: ServiceContext,
  person: Person,
  decision: DecideHold,
): Promise<void> {
  const hold = await transaction.hold.findUniqueOrThrow({ where: { id: decision.holdId } });
  // The event is about the call, so it carries the caller's identity; who decided is `approver`.
  await recordEvent(transaction, context, {
    type: decision.verdict === "approved" ? "hold.approved" : "hold.denied",
    status: decision.verdict,
    callId: hold.callId,
    holdId: hold.id,
    userId: hold.userId,
    userName: hold.userName,
    agent: hold.agent,
    connection: hold.connection,
    kind: hold.kind === "mcp" ? "mcp" : "http",
    operation: hold.operation,
    tool: hold.tool,
    decision: "hold",
    rule: hold.rule,
    policyVersion: hold.policyVersion,
    approver: person.email,
    reason: decision.reason,
    holdMs: hold.decidedAt && hold.decidedAt.getTime() - hold.createdAt.getTime(),
    attrs: { approverId: person.subject, requestDigest: hold.requestDigest },
  });
}

/** Why the update moved nothing, in words; read in the same transaction, after losing to whoever was faster. */
async function refusal(transaction: Transaction, person: Person, decision: DecideHold): Promise<AppError> {
  const hold = await transaction.hold.findFirst({
    where: { AND: [{ id: decision.holdId }, visibleTo(person)] },
    include: { approvals: { take: 1 } },
  });
  if (!hold) return new AppError("not_found", "There is no such call, or it is not yours to see.");
  const now = await databaseNow(transaction);
  const may = mayDecide(person, hold, now);
  if (!may.allowed) {
    const waits = hold.state === "pending" && hold.expiresAt > now;
    return new AppError(waits ? "forbidden" : "conflict", may.why);
  }
  return new AppError("conflict", "The call is not the one this page showed. Reload it, read it again, then decide.");
}
