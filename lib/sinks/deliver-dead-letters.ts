import type { Sealer } from "#lib/crypto/sealer.ts";
import { inTransaction, type Pool } from "#lib/database/pool.ts";
import { createTokenizer } from "#lib/masking/tokenizer.ts";
import { batchEvents } from "./batch-events.ts";
import type { OpenedSink } from "./open-sink.ts";
import { prepareEvents } from "./prepare-events.ts";
import { readEvents } from "#lib/ledger/read-undelivered.ts";
import { sendSplitting, type Failure, type Sent } from "./send-splitting.ts";

const readSize = 500;

/**
 * Sends again what the sink refused and a person asked for once more. What it takes now is a dead letter no longer, what
 * it refuses stays one with the new reason. Returns why it could not go on, where it could not.
 */
export async function deliverDeadLetters(
  { pool, sealer, signal }: { pool: Pool; sealer: Sealer; signal?: AbortSignal | undefined },
  sink: OpenedSink,
): Promise<Failure | undefined> {
  const tokenize = createTokenizer(sealer.fingerprint);
  for (;;) {
    if (signal?.aborted) return undefined;
    const { rows } = await pool.query<{ eventId: string; eventAt: Date }>(
      `select event_id as "eventId", event_at as "eventAt" from dead_letter
       where sink_id = $1 and replay_at is not null order by replay_at, event_id limit ${readSize}`,
      [sink.id],
    );
    if (rows.length === 0) return undefined;
    const entries = await prepareEvents(pool, sink, await readEvents(pool, rows), tokenize, new Set());
    for (const batch of batchEvents(entries, sink.driver)) {
      const run = { hasAccepted: true, suspects: 0, isFailing: false };
      const sent = await sendSplitting(batch, (events) => sink.driver.send(sink, events, signal), run);
      await settle(pool, sink.id, sent);
      if (sent.failure) return sent.failure;
    }
    const sendable = new Set(entries.flatMap(({ text, event }) => (text === null ? [] : [event.id])));
    const gone = rows.map(({ eventId }) => eventId).filter((id) => !sendable.has(id));
    await drop(pool, sink.id, gone);
  }
}

async function settle(pool: Pool, sinkId: string, { accepted, refused }: Sent): Promise<void> {
  await inTransaction(pool, async (client) => {
    const { rowCount } = await client.query("delete from dead_letter where sink_id = $1 and event_id = any($2)", [
      sinkId,
      accepted.map(({ event }) => event.id),
    ]);
    await client.query("update sink set delivered_count = delivered_count + $2, delivered_at = now() where id = $1", [
      sinkId,
      rowCount ?? 0,
    ]);
    await client.query(
      `update dead_letter set replay_at = null, replays = replays + 1, reason = again.reason
       from unnest($2::text[], $3::text[]) as again(id, reason)
       where sink_id = $1 and event_id = again.id`,
      [sinkId, refused.map(({ entry }) => entry.event.id), refused.map(({ error }) => error)],
    );
  });
}

/** What the ledger no longer holds, or the sink's filter now leaves out, cannot be sent: nobody should wait for it. */
async function drop(pool: Pool, sinkId: string, eventIds: string[]): Promise<void> {
  if (eventIds.length === 0) return;
  await pool.query(
    `update dead_letter set replay_at = null, replays = replays + 1,
       reason = 'The ledger no longer holds it, or the filter of the sink leaves it out.'
     where sink_id = $1 and event_id = any($2)`,
    [sinkId, eventIds],
  );
}
