import type { Sealer } from "#lib/crypto/sealer.ts";
import { inTransaction, type Pool } from "#lib/database/pool.ts";
import { appendToLedger } from "#lib/ledger/append-to-ledger.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import { createTokenizer } from "#lib/masking/tokenizer.ts";
import { batchEvents } from "./batch-events.ts";
import type { OpenedSink } from "./open-sink.ts";
import { prepareEvents } from "./prepare-events.ts";
import { readRange, type UndeliveredEvent } from "#lib/ledger/read-undelivered.ts";
import { sendSplitting, type Failure, type Sent } from "./send-splitting.ts";

const readSize = 1_000;

type Backfill = { id: string; from: Date; to: Date; at: Date | null; positionId: string | null };

/**
 * Goes on with the sink's oldest backfill until `endsAt`, page by page. Returns why it could not go on, `unfinished`
 * where time was up, undefined where no backfill is left.
 */
export async function deliverBackfill(
  { pool, sealer, signal }: { pool: Pool; sealer: Sealer; signal?: AbortSignal | undefined },
  sink: OpenedSink,
  endsAt: number,
): Promise<Failure | "unfinished" | undefined> {
  const tokenize = createTokenizer(sealer.fingerprint);
  for (;;) {
    const backfill = await findBackfill(pool, sink.id);
    if (!backfill) return undefined;
    if (signal?.aborted || Date.now() > endsAt) return "unfinished";
    const after = { at: backfill.at, id: backfill.positionId };
    const events = await readRange(pool, { from: backfill.from, to: backfill.to, after }, readSize);
    const last = events.at(-1);
    if (!last) {
      await complete(pool, sealer, sink.id, backfill.id);
      continue;
    }
    for (const batch of batchEvents(await prepareEvents(pool, sink, events, tokenize, new Set()), sink.driver)) {
      const run = { hasAccepted: true, suspects: 0, isFailing: false };
      const sent = await sendSplitting(batch, (written) => sink.driver.send(sink, written, signal), run);
      if (sent.failure) return sent.failure;
      const reached = batch.at(-1)?.event ?? last;
      if (!(await advance(pool, sink.id, backfill.id, reached, sent))) break;
    }
  }
}

async function findBackfill(pool: Pool, sinkId: string): Promise<Backfill | undefined> {
  const { rows } = await pool.query<Backfill>(
    `select id, "from", "to", position_at as at, position_id as "positionId" from sink_backfill
     where sink_id = $1 and state = 'running' order by created_at, id limit 1`,
    [sinkId],
  );
  return rows[0];
}

/** False where the backfill was cancelled meanwhile. */
async function advance(
  pool: Pool,
  sinkId: string,
  backfillId: string,
  reached: UndeliveredEvent,
  { accepted, refused }: Sent,
): Promise<boolean> {
  const letters = refused.map(({ entry: { event }, error }) => ({ eventId: event.id, eventAt: event.at, error }));
  const { rowCount } = await pool.query(
    `with moved as (
        update sink_backfill set position_at = $2, position_id = $3, sent = sent + $4, refused = refused + $5
        where id = $1 and state = 'running' returning sink_id
      ), letters as (
        insert into dead_letter (sink_id, event_id, event_at, reason)
        select $6, letter."eventId", letter."eventAt", letter.error
        from moved, jsonb_to_recordset($7::jsonb) as letter("eventId" text, "eventAt" timestamptz, error text)
        on conflict do nothing
      ) select 1 from moved`,
    [backfillId, reached.at, reached.id, accepted.length, refused.length, sinkId, JSON.stringify(letters)],
  );
  return rowCount === 1;
}

async function complete(pool: Pool, sealer: Sealer, sinkId: string, backfillId: string): Promise<void> {
  await inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ sent: number; refused: number }>(
      `update sink_backfill set state = 'completed', finished_at = now() where id = $1 and state = 'running'
       returning sent, refused`,
      [backfillId],
    );
    if (!rows[0]) return;
    const attrs = { sinkId, backfillId, ...rows[0] };
    const event = newEvent({ type: "sink.backfill-completed", status: "ok", agent: "holdpoint:worker", attrs });
    await appendToLedger(client, sealer, { events: [event] });
  });
}
