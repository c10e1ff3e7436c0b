import type { Transaction } from "#lib/database/prisma.ts";
import { whoDecides } from "./who-is-told.ts";

const most = 500;

const sql = `insert into ring (channel_id, hold_id, moment)
  select channel.id, hold.id, 'opened' from notification_channel channel
  left join "user" person on person.id = channel.user_id
  join hold on hold.state = 'pending' and hold.expires_at > now()
  where channel.id = $1 and channel.enabled and 'opened' = any(channel.moments)
    and case when channel.user_id is null then ${whoDecides.shared} else ${whoDecides.own} end
  order by hold.created_at limit ${most}
  on conflict do nothing`;

/**
 * Writes down that a channel, new or changed, is to be told of what waits already: whoever sets one up while calls wait is not
 * left out. What it was told once it is not told again.
 */
export async function ringOpenHolds(transaction: Transaction, channelId: string): Promise<void> {
  await transaction.$executeRawUnsafe(sql, channelId);
}
