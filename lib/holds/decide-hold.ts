import type { Hold } from "#prisma-client";
import { newId } from "#lib/core/ids.ts";
import { AppError } from "#lib/core/errors.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { requirePerson } from "#lib/core/require-person.ts";
import { withTransaction, type Person, type ServiceContext } from "#lib/core/context.ts";
import { isApproved } from "#lib/approvals/count-votes.ts";
import { ringStatement } from "#lib/database/bell.ts";
import { databaseNow } from "#lib/database/database-now.ts";
import type { Transaction } from "#lib/database/prisma.ts";
import { grantFrom } from "#lib/grants/grant-from.ts";
import { editHold } from "./edit-hold.ts";
import { mayDecide, termsOf, visibleTo } from "./internal.ts";
import { orRecordRefusal } from "./or-record-refusal.ts";
import { recordVerdict } from "./record-verdict.ts";
import { DecideHold } from "./schemas.ts";
import { votingGroups } from "./voting-groups.ts";

/** `pending`: the approval counts, and others have to approve too. */
export type DecidedState = "pending" | "approved" | "denied";

/**
 * One person's verdict. A denial ends the hold; an approval moves it once everybody has approved who must. Judged by
 * database time in a single conditional update that also checks the digest the page showed, the approvers' groups, and
 * that nobody decides their own call or twice. With `grant`, like calls of this caller need no approval for a while;
 * with `edited`, the call runs with other arguments.
 * Throws `forbidden`, `invalid`, `not_found`, or `conflict` with who or what was faster.
 */
export async function decideHold(context: ServiceContext, input: unknown): Promise<{ state: DecidedState }> {
  requirePermission(context, "holds.decide");
  const person = requirePerson(context);
  return orRecordRefusal(context, { input, what: "decide" }, () => decide(context, person, parseDecision(input)));
}

async function decide(context: ServiceContext, person: Person, decision: DecideHold): Promise<{ state: DecidedState }> {
  return withTransaction(context, async (transaction) => {
    if (!(await countVote(transaction, person, decision))) throw await refusal(transaction, person, decision);
    const { approvals, ...hold } = await transaction.hold.findUniqueOrThrow({
      where: { id: decision.holdId },
      include: { approvals: { where: { verdict: "approved" } } },
    });
    const terms = termsOf(hold);
    const needsReason = decision.verdict === "denied" || !terms.reasonOptional;
    if (decision.reason === "" && needsReason) throw missingReason();
    const approved = isApproved(terms, approvals);
    const state = decision.verdict === "denied" ? "denied" : approved ? "approved" : "pending";
    if (state === "pending" && decision.grant) {
      throw new AppError("invalid", "A grant is given with the last approval only. Approve without one.");
    }
    if (decision.grant) {
      await grantFrom(transaction, context, person, hold, { ...decision.grant, reason: decision.reason });
    }
    const edit = decision.edited === undefined ? {} : await applyEdit(transaction, context, { hold, state, decision });
    hold.decidedAt = await moveHold(transaction, hold.id, state);
    await recordVerdict(transaction, context, person, hold, {
      type: state === "pending" ? "hold.voted" : `hold.${state}`,
      reason: decision.reason,
      attrs: edit,
    });
    return { state };
  });
}

/** Only of a call that this approval releases, by itself: others would have approved something else. */
function applyEdit(
  transaction: Transaction,
  context: ServiceContext,
  { hold, state, decision: { edited = "", grant } }: { hold: Hold; state: DecidedState; decision: DecideHold },
): Promise<{ editDigest: string; changes: number }> {
  if (state !== "approved")
    throw new AppError("invalid", "Arguments are changed with the approval that releases a call.");
  if (grant) throw new AppError("invalid", "A grant is for calls as they come. Approve this one without, or as it is.");
  return editHold(transaction, context, hold, edited);
}

function missingReason(): AppError {
  const message = "Give a reason; the agent and the auditors see it.";
  return new AppError("invalid", message, { fields: { reason: message } });
}

function parseDecision(input: unknown): DecideHold {
  const parsed = DecideHold.safeParse(input);
  if (parsed.success) return parsed.data;
  const fields = Object.fromEntries(parsed.error.issues.map((issue) => [String(issue.path[0]), issue.message]));
  throw new AppError("invalid", fields["reason"] ?? "The decision is incomplete. Reload the page and try again.", {
    fields,
  });
}

/**
 * Takes the hold's row, so that votes are counted one after the other, and keeps this one: one a person, whatever they
 * send at the same moment. False where this person may not decide it now.
 */
async function countVote(transaction: Transaction, person: Person, decision: DecideHold): Promise<boolean> {
  const groups = await votingGroups(transaction, person, decision.holdId);
  const standsIn = (person.standsInFor ?? []).length > 0;
  const voted = await transaction.$executeRaw`
    with counted as (
      update hold set votes = votes + 1
      where id = ${decision.holdId} and state = 'pending' and expires_at > clock_timestamp()
        and request_digest = ${decision.requestDigest}
        and user_id is distinct from ${person.subject}
        and not (${person.subject} = any(coalesce(excluded, '{}')))
        and approver_groups && ${groups}::text[]
        and (${standsIn} or approver_people = '{}' or ${person.subject} = any(approver_people))
      returning id, approver_groups
    )
    insert into approval (id, hold_id, verdict, user_id, user_name, reason, groups, created_at)
    select ${newId("apr")}, id, ${decision.verdict}, ${person.subject}, ${person.email}, ${decision.reason},
      array(select unnest(approver_groups) intersect select unnest(${groups}::text[])), clock_timestamp()
    from counted
    on conflict (hold_id, user_id) do nothing`;
  return voted === 1;
}

/** Moves the hold, if it is decided, and rings: pages show a vote at once. Returns when it was decided. */
async function moveHold(transaction: Transaction, id: string, state: DecidedState): Promise<Date | null> {
  const bell = ringStatement({ topic: "hold", id, state, ...(state === "pending" && { again: true }) });
  const [moved] = await transaction.$queryRaw<{ decidedAt: Date | null }[]>`
    with moved as (
      update hold set state = ${state}, decided_at = case when ${state} = 'pending' then null else clock_timestamp() end
      where id = ${id} returning decided_at
    )
    select decided_at as "decidedAt", pg_notify(${bell.parameters[0]}, ${bell.parameters[1]})::text from moved`;
  return moved?.decidedAt ?? null;
}

/** Why nothing moved, in words; read in the same transaction, after losing to whoever was faster. */
async function refusal(transaction: Transaction, person: Person, decision: DecideHold): Promise<AppError> {
  const hold = await transaction.hold.findFirst({
    where: { AND: [{ id: decision.holdId }, visibleTo(person)] },
    include: { approvals: { orderBy: { createdAt: "asc" } } },
  });
  if (!hold) return new AppError("not_found", "There is no such call, or it is not yours to see.");
  const now = await databaseNow(transaction);
  const may = mayDecide(person, hold, now);
  if (!may.allowed) {
    const waits = hold.state === "pending" && hold.expiresAt > now;
    const voted = hold.approvals.some(({ userId }) => userId === person.subject);
    return new AppError(waits && !voted ? "forbidden" : "conflict", may.why);
  }
  return new AppError("conflict", "The call is not the one this page showed. Reload it, read it again, then decide.");
}
