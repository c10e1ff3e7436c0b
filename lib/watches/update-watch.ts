import type { z } from "zod";
import type { Prisma } from "#prisma-client";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { recorded, requireChannels, requireUsableQuery } from "./internal.ts";
import { UpdateWatch } from "./schemas.ts";

/**
 * Changes a watch, or switches it. It begins anew: what it watched before has ended, and what happened while it was off is not
 * looked at. Throws `not_found`, or what `createWatch` throws.
 */
export async function updateWatch(
  context: ServiceContext,
  input: z.input<typeof UpdateWatch>,
): Promise<{ id: string }> {
  requirePermission(context, "watches.write");
  const { id, ...after } = parseInput(UpdateWatch, input);
  requireUsableQuery(after);
  return withTransaction(context, async (transaction) => {
    await transaction.$executeRaw`select id from watch where id = ${id} for update`;
    const before = await transaction.watch.findUnique({ where: { id } });
    if (!before) throw new AppError("not_found", "There is no such watch.");
    await requireChannels(transaction, context, after.channelIds);
    const isSame =
      before.enabled === after.enabled &&
      before.query === after.query &&
      JSON.stringify(sorted(before.condition)) === JSON.stringify(sorted(after.condition));
    await transaction.watch.update({ where: { id }, data: after });
    if (!isSame) await beginAnew(transaction, id);
    await recordEvent(transaction, context, {
      type: "watch.updated",
      status: "ok",
      attrs: { watchId: id, before: recorded(before), after: recorded(after) },
    });
    return { id };
  });
}

function sorted(condition: Prisma.JsonValue): [string, unknown][] {
  return Object.entries(condition ?? {}).toSorted(([a], [b]) => a.localeCompare(b));
}

/** By database time, as the worker goes. */
async function beginAnew(transaction: Prisma.TransactionClient, id: string): Promise<void> {
  await transaction.$executeRaw`
    update watch_firing set ended_at = now() where watch_id = ${id} and ended_at is null`;
  await transaction.$executeRaw`delete from watch_agent where watch_id = ${id}`;
  await transaction.$executeRaw`
    update watch set changed_at = now(), evaluated_to = now(), firing_id = null, last_error = null where id = ${id}`;
}
