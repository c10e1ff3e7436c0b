import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";

/** Stops a backtest that waits or runs; the worker is off it within a second. Throws `conflict` where it has ended. */
export async function cancelBacktest(context: ServiceContext, input: { id: string }): Promise<void> {
  requirePermission(context, "policies.read");
  await withTransaction(context, async (transaction) => {
    const { count } = await transaction.backtest.updateMany({
      where: { id: input.id, state: { in: ["queued", "running"] } },
      data: { state: "cancelled", finishedAt: new Date() },
    });
    if (count === 0) throw new AppError("conflict", "This backtest has ended already, or is not there.");
    await recordEvent(transaction, context, {
      type: "policy.backtest-cancelled",
      status: "cancelled",
      attrs: { backtest: input.id },
    });
  });
}
