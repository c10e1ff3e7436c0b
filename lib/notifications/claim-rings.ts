import { newId } from "#lib/core/ids.ts";
import type { Sealer } from "#lib/crypto/sealer.ts";
import { inTransaction, type Pool, type PoolClient } from "#lib/database/pool.ts";
import { readRungFirings, type RungFiring } from "./read-rung-firings.ts";
import { readRungHolds, type RungHold } from "./read-rung-holds.ts";
import { ChannelTarget, type Moment } from "./schemas.ts";

/** Longer than any sending takes. */
const leaseS = 60;
const mostInMessage = 500;

/** Everything that one message tells: rings of one moment on one channel. */
export type ClaimedRings = {
  messageId: string;
  channel: { id: string; name: string; own: boolean; target: ChannelTarget | null };
  moment: Moment | "test";
  ids: string[];
  attempts: number;
  holds: RungHold[];
  firings: RungFiring[];
};

type Group = { channelId: string; messageId: string | null; moment: Moment | "test" };
type ClaimedRow = { id: string; hold_id: string | null; firing_id: string | null; attempts: number };
type ChannelRow = { name: string; kind: string; user_id: string | null; target_sealed: Buffer };

/**
 * Takes what is due on the channel that waits longest and is not `busy`: the rings of one earlier message again, or as many as fit in a new
 * one. A receiver that is a program gets one at a time. Undefined where nothing is due.
 */
export function claimRings(
  { pool, sealer }: { pool: Pool; sealer: Sealer },
  busy: readonly string[] = [],
): Promise<ClaimedRings | undefined> {
  return inTransaction(pool, async (client) => {
    for (;;) {
      const { rows } = await client.query<Group>(
        `select channel_id as "channelId", message_id as "messageId", moment from ring
         where state = 'waiting' and next_at <= now() and not channel_id = any($1)
         order by next_at, id limit 1 for update skip locked`,
        [busy],
      );
      const [group] = rows;
      if (!group) return undefined;
      await quietGroup(client, group);
      const claimed = await claimGroup(client, sealer, group);
      if (claimed) return claimed;
    }
  });
}

/** What tells of a call that waits no longer stays untold, as does what waits on a channel that was switched off. */
async function quietGroup(client: PoolClient, { channelId, moment }: Group): Promise<void> {
  await client.query(
    `update ring set state = 'quiet' from notification_channel channel
     where channel.id = $1 and channel_id = $1 and moment = $2 and state = 'waiting' and next_at <= now()
       and (not channel.enabled and moment <> 'test' or moment in ('opened', 'escalated') and not exists (
         select from hold where hold.id = ring.hold_id and hold.state = 'pending' and hold.expires_at > now()))`,
    [channelId, moment],
  );
}

async function claimGroup(
  client: PoolClient,
  sealer: Sealer,
  { channelId, messageId: earlier, moment }: Group,
): Promise<ClaimedRings | undefined> {
  const { rows: channels } = await client.query<ChannelRow>(
    "select name, kind, user_id, target_sealed from notification_channel where id = $1",
    [channelId],
  );
  const [channel] = channels;
  if (!channel) throw new Error("a ring without its channel");
  const messageId = earlier ?? newId("msg");
  const { rows } = await client.query<ClaimedRow>(
    `update ring set state = 'sending', attempts = attempts + 1, message_id = $4,
       lease_until = now() + ${leaseS} * interval '1 second'
     where id in (
       select id from ring where channel_id = $1 and moment = $2 and message_id is not distinct from $3
         and state = 'waiting' and next_at <= now()
       order by next_at, id limit $5 for update skip locked)
     returning id, hold_id, firing_id, attempts`,
    [channelId, moment, earlier, messageId, channel.kind === "webhook" ? 1 : mostInMessage],
  );
  if (rows.length === 0) return undefined;
  const holdIds = rows.flatMap(({ hold_id: holdId }) => holdId ?? []);
  return {
    messageId,
    channel: {
      id: channelId,
      name: channel.name,
      own: channel.user_id !== null,
      target: openTarget(sealer, channel.target_sealed),
    },
    moment,
    ids: rows.map(({ id }) => id),
    attempts: Math.max(...rows.map(({ attempts }) => attempts)),
    holds: await readRungHolds(client, holdIds),
    firings: await readRungFirings(
      client,
      rows.flatMap(({ firing_id: firingId }) => firingId ?? []),
    ),
  };
}

/** Null where it was sealed with another HOLDPOINT_SECRET. */
function openTarget(sealer: Sealer, sealed: Buffer): ChannelTarget | null {
  try {
    return ChannelTarget.parse(JSON.parse(sealer.open("credential", sealed).toString("utf8")));
  } catch {
    return null;
  }
}
