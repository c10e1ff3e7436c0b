import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { newId } from "#lib/core/ids.ts";
import { nameActor } from "#lib/core/name-actor.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { recorded, requireChannels, requireUsableQuery } from "./internal.ts";
import { CreateWatch } from "./schemas.ts";

const mostWatches = 200;

/**
 * Has the worker look at a search every minute from now on, and tell people when its condition holds. Throws `forbidden`,
 * `invalid` for a query that cannot be read, or `conflict` where there are too many.
 */
export async function createWatch(
  context: ServiceContext,
  input: z.input<typeof CreateWatch>,
): Promise<{ id: string }> {
  requirePermission(context, "watches.write");
  const fields = parseInput(CreateWatch, input);
  requireUsableQuery(fields);
  const data = { id: newId("wch"), ...fields, enabled: true, createdByName: nameActor(context.actor).name };
  return withTransaction(context, async (transaction) => {
    await transaction.$executeRaw`select pg_advisory_xact_lock(hashtextextended('watches', 0))`;
    const count = await transaction.watch.count();
    if (count >= mostWatches) {
      throw new AppError("conflict", `There are ${count} watches already. Remove one that is no longer needed.`);
    }
    await requireChannels(transaction, context, data.channelIds);
    await transaction.watch.create({ data });
    await recordEvent(transaction, context, {
      type: "watch.created",
      status: "ok",
      attrs: { watchId: data.id, after: recorded(data) },
    });
    return { id: data.id };
  });
}
