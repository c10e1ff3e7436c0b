import { inTransaction, type Pool, type PoolClient } from "#lib/database/pool.ts";
import { insertEventsStatement } from "#lib/ledger/insert-events.ts";
import { readRungHolds } from "./read-rung-holds.ts";
import { rungEvent } from "./rung-event.ts";

/** Receivers that can tell a repetition by its message id. */
const tellsRepetition = ["email", "webhook"];
const cutOff = "The worker stopped while it was sent.";

type Lapsed = {
  state: string;
  id: string;
  name: string;
  own: boolean;
  holdId: string | null;
  moment: string;
  messageId: string | null;
  attempts: number;
};

/**
 * Messages whose worker stopped while it sent them go out again under the same id where a receiver can tell a repetition, and
 * nowhere else: those end unknown, and nobody is told twice.
 */
export async function settleLapsedRings(pool: Pool): Promise<void> {
  await inTransaction(pool, async (client) => {
    const { rows } = await client.query<Lapsed>(
      `update ring set lease_until = null, error = $2,
         state = case when channel.kind = any($1) then 'waiting' else 'unknown' end
       from notification_channel channel
       where channel.id = ring.channel_id and ring.state = 'sending' and lease_until <= now()
       returning ring.state, channel.id, channel.name, channel.user_id is not null as own, hold_id as "holdId", moment,
         message_id as "messageId", attempts`,
      [tellsRepetition, cutOff],
    );
    await recordUnknown(
      client,
      rows.filter(({ state }) => state === "unknown"),
    );
  });
}

async function recordUnknown(client: PoolClient, lapsed: readonly Lapsed[]): Promise<void> {
  if (lapsed.length === 0) return;
  const holds = await readRungHolds(
    client,
    lapsed.flatMap(({ holdId }) => holdId ?? []),
  );
  const byId = new Map(holds.map((hold) => [hold.id, hold]));
  const events = lapsed.flatMap(({ id, name, own, ...ring }) => {
    const hold = byId.get(ring.holdId ?? "");
    return hold ? [rungEvent({ channel: { id, name, own }, ...ring }, hold, "unknown", cutOff)] : [];
  });
  if (events.length === 0) return;
  const statement = insertEventsStatement(events);
  await client.query(statement.sql, statement.parameters);
}
