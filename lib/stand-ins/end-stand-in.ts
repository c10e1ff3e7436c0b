import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { can, requirePermission } from "#lib/core/permissions.ts";
import { requirePerson } from "#lib/core/require-person.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { EndStandIn } from "./schemas.ts";

/**
 * Ends a stand-in before its time, from the next request on: by the one who is back, by the one who stood in, or by
 * whoever may disable callers. Throws `not_found`, or `conflict` where it is over already.
 */
export async function endStandIn(context: ServiceContext, input: unknown): Promise<{ id: string }> {
  requirePermission(context, "stand-ins.own");
  const person = requirePerson(context);
  const { id } = parseInput(EndStandIn, input);
  const mine = { OR: [{ userId: person.id }, { standInId: person.id }] };
  return withTransaction(context, async (transaction) => {
    const standIn = await transaction.standIn.findFirst({
      where: { AND: [{ id }, can(person, "gateway-keys.write") ? {} : mine] },
      include: { user: true, standIn: true },
    });
    if (!standIn) throw new AppError("not_found", "There is no such stand-in, or it is not yours to end.");
    const ended = await transaction.$executeRaw`
      update stand_in set ended_at = clock_timestamp()
      where id = ${id} and ended_at is null and ends_at > clock_timestamp()`;
    if (ended !== 1) throw new AppError("conflict", "It is over already.");
    await recordEvent(transaction, context, {
      type: "stand-in.ended",
      status: "ok",
      attrs: { standInId: id, absent: standIn.user.email, standIn: standIn.standIn.email },
    });
    return { id };
  });
}
