import { newId } from "#lib/core/ids.ts";
import type { Sealer } from "#lib/crypto/sealer.ts";
import { inTransaction, type Pool } from "#lib/database/pool.ts";
import { readRungHolds, type RungHold } from "./read-rung-holds.ts";
import { ChannelTarget, type Moment } from "./schemas.ts";

/** Longer than any sending takes. */
const leaseS = 60;
const mostInMessage = 50;

/** Everything that one message tells: rings of one moment on one channel. */
export type ClaimedRings = {
  messageId: string;
  channel: { id: string; name: string; own: boolean; target: ChannelTarget | null };
  moment: Moment | "test";
  ids: string[];
  attempts: number;
  holds: RungHold[];
};

type Group = { channel_id: string; message_id: string | null; moment: Moment | "test" };
type ClaimedRow = { id: string; hold_id: string | null; attempts: number };
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
    const { rows: groups } = await client.query<Group>(
      `select channel_id, message_id, moment from ring
       where state = 'waiting' and next_at <= now() and not channel_id = any($1)
       order by next_at, id limit 1 for update skip locked`,
      [busy],
    );
    const [group] = groups;
    if (!group) return undefined;
    const { rows: channels } = await client.query<ChannelRow>(
      "select name, kind, user_id, target_sealed from notification_channel where id = $1",
      [group.channel_id],
    );
    const [channel] = channels;
    if (!channel) return undefined;
    const messageId = group.message_id ?? newId("msg");
    const { rows } = await client.query<ClaimedRow>(
      `update ring set state = 'sending', attempts = attempts + 1, message_id = $4,
         lease_until = now() + ${leaseS} * interval '1 second'
       where id in (
         select id from ring where channel_id = $1 and moment = $2 and message_id is not distinct from $3
           and state = 'waiting' and next_at <= now()
         order by next_at, id limit $5 for update skip locked)
       returning id, hold_id, attempts`,
      [group.channel_id, group.moment, group.message_id, messageId, channel.kind === "webhook" ? 1 : mostInMessage],
    );
    return {
      messageId,
      channel: {
        id: group.channel_id,
        name: channel.name,
        own: channel.user_id !== null,
        target: openTarget(sealer, channel.target_sealed),
      },
      moment: group.moment,
      ids: rows.map(({ id }) => id),
      attempts: Math.max(...rows.map(({ attempts }) => attempts)),
      holds: await readRungHolds(
        client,
        rows.flatMap(({ hold_id: holdId }) => holdId ?? []),
      ),
    };
  });
}

/** Null where it was sealed with another HOLDPOINT_SECRET. */
function openTarget(sealer: Sealer, sealed: Buffer): ChannelTarget | null {
  try {
    return ChannelTarget.parse(JSON.parse(sealer.open("credential", sealed).toString("utf8")));
  } catch {
    return null;
  }
}
