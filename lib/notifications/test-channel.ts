import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { changeableBy } from "./internal.ts";
import { ChannelId } from "./schemas.ts";

const pauseS = 10;

/**
 * Has the worker send a test message; the channel shows what came of it. Throws `not_found` for one of others, and
 * `conflict` where a test was sent just now.
 */
export async function testChannel(context: ServiceContext, input: unknown): Promise<{ id: string }> {
  requirePermission(context, "notifications.own");
  const { id } = parseInput(ChannelId, input);
  return withTransaction(context, async (transaction) => {
    const channel = await transaction.notificationChannel.findFirst({
      where: { AND: [{ id }, changeableBy(context)] },
    });
    if (!channel) throw new AppError("not_found", "There is no such channel, or it is not yours to test.");
    await transaction.$executeRaw`select id from notification_channel where id = ${id} for update`;
    const added = await transaction.$executeRaw`
      insert into ring (channel_id, moment) select ${id}, 'test' where not exists (
        select from ring where channel_id = ${id} and moment = 'test'
          and created_at > clock_timestamp() - ${pauseS} * interval '1 second')`;
    if (added === 0) throw new AppError("conflict", `A test was sent just now. Wait ${pauseS} seconds.`);
    await recordEvent(transaction, context, {
      type: "channel.tested",
      status: "ok",
      attrs: { channelId: id, kind: channel.kind, target: channel.shownTarget },
    });
    return { id };
  });
}
