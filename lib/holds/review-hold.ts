import { AppError } from "#lib/core/errors.ts";
import { requirePerson } from "#lib/core/require-person.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { can, requirePermission } from "#lib/core/permissions.ts";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { ringHold, visibleTo } from "./internal.ts";
import { recordVerdict } from "./record-verdict.ts";
import { ReviewHold } from "./schemas.ts";

/**
 * Somebody else looks at a call that one person released alone, and says what they found; its badge goes. An approver of
 * the hold, or whoever sees everybody's activity; never the one who released it, nor the one who asked.
 * Throws `forbidden`, `invalid`, `not_found` or `conflict`.
 */
export async function reviewHold(context: ServiceContext, input: unknown): Promise<void> {
  requirePermission(context, "holds.decide");
  const person = requirePerson(context);
  const { holdId, note } = parseInput(ReviewHold, input);
  const seesAll = can(person, "audit.read-all");
  await withTransaction(context, async (transaction) => {
    const reviewed = await transaction.$executeRaw`
      update hold set reviewed_at = clock_timestamp(), reviewed_by_name = ${person.email}, review_note = ${note}
      where id = ${holdId} and broke_glass and reviewed_at is null and user_id is distinct from ${person.subject}
        and (${seesAll} or approver_groups && ${person.groups}::text[])
        and (select user_id from approval where hold_id = ${holdId} order by created_at desc limit 1)
          is distinct from ${person.subject}`;
    const hold = await transaction.hold.findFirst({ where: { AND: [{ id: holdId }, visibleTo(person)] } });
    if (!hold) throw new AppError("not_found", "There is no such call, or it is not yours to see.");
    if (reviewed === 0 && hold.brokeGlass && hold.reviewedAt === null) {
      throw new AppError(
        "forbidden",
        "Somebody else reviews this: not the one who asked, nor the one who released it.",
      );
    }
    if (reviewed === 0) throw new AppError("conflict", "There is nothing to review here, or somebody was faster.");
    await ringHold(transaction, holdId, hold.state);
    await recordVerdict(transaction, context, person, hold, { type: "hold.reviewed", reason: note });
  });
}
