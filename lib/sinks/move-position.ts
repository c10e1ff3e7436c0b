import type { Pool } from "#lib/database/pool.ts";
import type { Position } from "#lib/ledger/read-undelivered.ts";

export type DeadLetter = { eventId: string; eventAt: Date; reason: string };

export type Move = {
  from: Position;
  to: Position;
  delivered: number;
  skipped: number;
  deadLetters: readonly DeadLetter[];
  /** Of what was delivered. */
  oldestAt: Date | null;
};

/**
 * Moves the sink on from `from` to `to`, counts what was delivered and left out, and keeps what was refused for good, in
 * one statement. False where the sink is no longer at `from`: then another worker has moved it, and nothing is changed.
 */
export async function movePosition(pool: Pool, sinkId: string, move: Move): Promise<boolean> {
  const { from, to } = move;
  const { rows } = await pool.query<{ moved: number }>({
    name: "move-position",
    text: `with moved as (
        update sink set position_xact = $5, position_at = $6, position_id = $7, failing_since = null, last_error = null,
          delivered_count = delivered_count + $8::int, skipped_count = skipped_count + $9::int,
          delivered_at = case when $8::int > 0 then now() else delivered_at end
        where id = $1 and position_xact = $2
          and position_at is not distinct from $3::timestamptz and position_id is not distinct from $4::text
        returning id
      ), letters as (
        insert into dead_letter (sink_id, event_id, event_at, reason)
        select moved.id, letter."eventId", letter."eventAt", letter.reason
        from moved, jsonb_to_recordset($10::jsonb) as letter("eventId" text, "eventAt" timestamptz, reason text)
        on conflict do nothing
      ), counted as (
        insert into sink_minute as minute (sink_id, minute, lag_ms, delivered, refused)
        select id, date_trunc('minute', now()), greatest(0, extract(epoch from now() - $11::timestamptz) * 1000)::bigint,
          $8::int, jsonb_array_length($10::jsonb)
        from moved where $8::int > 0 or jsonb_array_length($10::jsonb) > 0
        on conflict (sink_id, minute) do update set lag_ms = greatest(minute.lag_ms, excluded.lag_ms),
          delivered = minute.delivered + excluded.delivered, refused = minute.refused + excluded.refused
      )
      select count(*)::int as moved from moved`,
    values: [
      sinkId,
      from.xact,
      from.at,
      from.id,
      to.xact,
      to.at,
      to.id,
      move.delivered,
      move.skipped,
      JSON.stringify(move.deadLetters),
      move.oldestAt ?? new Date(),
    ],
  });
  return rows[0]?.moved === 1;
}
