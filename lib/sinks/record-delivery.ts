import type { Sealer } from "#lib/crypto/sealer.ts";
import { inTransaction, type Pool } from "#lib/database/pool.ts";
import { appendToLedger } from "#lib/ledger/append-to-ledger.ts";
import type { AuditEvent } from "#lib/ledger/events.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import type { DeadLetter } from "./move-position.ts";
import type { Failure } from "./send-splitting.ts";

const worker = "holdpoint:worker";
const namedEvents = 20;

/**
 * Keeps on the sink why delivery fails, since when and how often it was tried. The first failure that waits for a person
 * goes into the ledger, from where other sinks can raise the alarm.
 */
export async function recordFailure(
  pool: Pool,
  sealer: Sealer,
  sinkId: string,
  failure: Failure & { oldestAt?: Date | null; retried?: number },
): Promise<void> {
  const { oldestAt = null, retried = 0, retry } = failure;
  const error = failure.error.slice(0, 1_000);
  await inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ name: string; newly_held: boolean }>(
      `with before as (select id, held from sink where id = $1 for update)
       update sink set failing_since = coalesce(failing_since, now()), last_error = $2, held = $3,
         retried_count = retried_count + $4
       from before where sink.id = before.id returning sink.name, $3 and not before.held as newly_held`,
      [sinkId, error, retry === "slowly", retried],
    );
    await client.query(
      `insert into sink_minute as minute (sink_id, minute, lag_ms, retried)
       select id, date_trunc('minute', now()),
         greatest(0, extract(epoch from now() - coalesce($2::timestamptz, now())) * 1000)::bigint, $3
       from sink where id = $1
       on conflict (sink_id, minute) do update set lag_ms = greatest(minute.lag_ms, excluded.lag_ms),
         retried = minute.retried + excluded.retried`,
      [sinkId, oldestAt, retried],
    );
    const [sink] = rows;
    if (sink?.newly_held) {
      const attrs = { sinkId, sink: sink.name };
      const event = newEvent({ type: "sink.held", status: "failed", agent: worker, reason: error, attrs });
      await appendToLedger(client, sealer, { events: [event] });
    }
  });
}

/** The sink works again after a person had to act. */
export async function recordRecovery(pool: Pool, sealer: Sealer, sinkId: string): Promise<void> {
  await inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      "update sink set held = false where id = $1 and held returning name",
      [sinkId],
    );
    if (!rows[0]) return;
    const attrs = { sinkId, sink: rows[0].name };
    const event = newEvent({ type: "sink.recovered", status: "ok", agent: worker, attrs });
    await appendToLedger(client, sealer, { events: [event] });
  });
}

/** Events that were given up go into the ledger, but for those that say just that: they would call for ever new ones. */
export async function recordRefusals(
  pool: Pool,
  sealer: Sealer,
  sinkId: string,
  letters: readonly DeadLetter[],
): Promise<void> {
  const eventIds = letters.map(({ eventId }) => eventId);
  const { rows } = await pool.query<{ count: number }>(
    `select count(*)::int from audit_event where (at, id) in (select * from unnest($1::timestamptz[], $2::text[]))
      and type <> 'sink.refused-events'`,
    [letters.map(({ eventAt }) => eventAt), eventIds],
  );
  const count = rows[0]?.count ?? 0;
  if (count === 0) return;
  const event: AuditEvent = newEvent({
    type: "sink.refused-events",
    status: "failed",
    agent: worker,
    reason: letters[0]?.reason ?? null,
    attrs: { sinkId, count, eventIds: eventIds.slice(0, namedEvents) },
  });
  await appendToLedger(pool, sealer, { events: [event] });
}
