import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { recorded } from "./internal.ts";
import { WatchId } from "./schemas.ts";

/** Removes a watch with its firings; the ledger keeps that it fired. Throws `not_found`, and `conflict` for a ready-made one. */
export async function removeWatch(context: ServiceContext, input: unknown): Promise<{ name: string }> {
  requirePermission(context, "watches.write");
  const { id } = parseInput(WatchId, input);
  return withTransaction(context, async (transaction) => {
    const watch = await transaction.watch.findUnique({ where: { id } });
    if (!watch) throw new AppError("not_found", "There is no such watch.");
    if (watch.readyMade !== null) {
      throw new AppError("conflict", "This watch comes with Holdpoint and stays. Switch it off instead.");
    }
    const removed = await transaction.watch.deleteMany({ where: { id } });
    if (removed.count !== 1) throw new AppError("conflict", "Somebody has just removed this watch.");
    await recordEvent(transaction, context, {
      type: "watch.removed",
      status: "ok",
      attrs: { watchId: id, before: recorded(watch) },
    });
    return { name: watch.name };
  });
}
