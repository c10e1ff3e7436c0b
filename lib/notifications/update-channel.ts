import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { changeableBy, recorded } from "./internal.ts";
import { ringOpenHolds } from "./ring-open-holds.ts";
import { UpdateChannel } from "./schemas.ts";

/** Changes what a channel rings for, or whether it does; where it leads stays. Throws `not_found` for one of others. */
export async function updateChannel(
  context: ServiceContext,
  input: z.input<typeof UpdateChannel>,
): Promise<{ id: string }> {
  requirePermission(context, "notifications.own");
  const { id, ...fields } = parseInput(UpdateChannel, input);
  return withTransaction(context, async (transaction) => {
    const where = { AND: [{ id }, changeableBy(context)] };
    const before = await transaction.notificationChannel.findFirst({ where });
    if (!before) throw new AppError("not_found", "There is no such channel, or it is not yours to change.");
    const after = { ...fields, groups: before.userId === null ? fields.groups : [] };
    // Switched on again, it starts without its old trouble.
    const changed = await transaction.notificationChannel.updateMany({
      where,
      data: { ...after, failingSince: null, lastError: null },
    });
    if (changed.count !== 1) throw new AppError("conflict", "Somebody has just removed this channel.");
    await ringOpenHolds(transaction, id);
    await recordEvent(transaction, context, {
      type: "channel.updated",
      status: "ok",
      attrs: { channelId: id, kind: before.kind, before: recorded(before), after },
    });
    return { id };
  });
}
