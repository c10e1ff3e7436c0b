import { AppError } from "#lib/core/errors.ts";
import { requirePerson } from "#lib/core/require-person.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { ringHold, visibleTo } from "./internal.ts";
import { recordVerdict } from "./record-verdict.ts";
import { WithdrawHold } from "./schemas.ts";
import { toldForS } from "./stored-answer.ts";

/**
 * The person who asked, or for whom an agent asked, takes the call back: pending or approved → cancelled, while nothing
 * was sent. Throws `forbidden`, `not_found`, or `conflict` where it is too late.
 */
export async function withdrawHold(context: ServiceContext, input: unknown): Promise<{ state: "cancelled" }> {
  requirePermission(context, "holds.read");
  const person = requirePerson(context);
  const { holdId } = parseInput(WithdrawHold, input);
  return withTransaction(context, async (transaction) => {
    const moved = await transaction.$executeRaw`
      update hold set state = 'cancelled', finished_at = clock_timestamp(),
        replay_until = clock_timestamp() + ${toldForS} * interval '1 second'
      where id = ${holdId} and user_id = ${person.subject} and state in ('pending', 'approved')
        and expires_at > clock_timestamp()`;
    const hold = await transaction.hold.findFirst({ where: { AND: [{ id: holdId }, visibleTo(person)] } });
    if (!hold) throw new AppError("not_found", "There is no such call, or it is not yours to see.");
    if (moved === 0 && hold.userId !== person.subject) {
      throw new AppError("forbidden", "Only the person who asked takes a call back. Deny it instead.");
    }
    if (moved === 0) throw new AppError("conflict", `It is too late: the call is ${hold.state}.`);
    await ringHold(transaction, holdId, "cancelled");
    await recordVerdict(transaction, context, person, hold, {
      type: "hold.cancelled",
      reason: "Taken back by the person who asked. Nothing was sent.",
    });
    return { state: "cancelled" };
  });
}
