import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { changeableBy, recorded } from "./internal.ts";
import { ChannelId } from "./schemas.ts";

/** Removes a channel with everything that waits to be told there. Throws `not_found` for one of others. */
export async function removeChannel(context: ServiceContext, input: unknown): Promise<{ name: string }> {
  requirePermission(context, "notifications.own");
  const { id } = parseInput(ChannelId, input);
  return withTransaction(context, async (transaction) => {
    const where = { AND: [{ id }, changeableBy(context)] };
    const channel = await transaction.notificationChannel.findFirst({ where });
    const removed = await transaction.notificationChannel.deleteMany({ where });
    if (!channel || removed.count !== 1) {
      throw new AppError("not_found", "There is no such channel, or it is not yours to remove.");
    }
    await recordEvent(transaction, context, {
      type: "channel.removed",
      status: "ok",
      attrs: { channelId: id, kind: channel.kind, target: channel.shownTarget, before: recorded(channel) },
    });
    return { name: channel.name };
  });
}
