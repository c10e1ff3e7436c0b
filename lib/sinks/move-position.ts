import type { Pool } from "#lib/database/pool.ts";
import type { Position } from "./read-undelivered.ts";

export type DeadLetter = { eventId: string; eventAt: Date; reason: string };

/**
 * Moves the sink on from `from` to `to`, counts what was delivered and keeps what was refused for good, in one
 * statement. False where the sink is no longer at `from`: then another worker has moved it, and nothing is changed.
 */
export async function movePosition(
  pool: Pool,
  sinkId: string,
  move: { from: Position; to: Position; delivered: number; deadLetters: readonly DeadLetter[] },
): Promise<boolean> {
  const { from, to } = move;
  const { rows } = await pool.query<{ moved: number }>({
    name: "move-position",
    text: `with moved as (
        update sink set position_xact = $5, position_at = $6, position_id = $7,
          delivered_count = delivered_count + $8::int, failing_since = null, last_error = null,
          delivered_at = case when $8::int > 0 then now() else delivered_at end
        where id = $1 and position_xact = $2
          and position_at is not distinct from $3::timestamptz and position_id is not distinct from $4::text
        returning id
      ), letters as (
        insert into dead_letter (sink_id, event_id, event_at, reason)
        select moved.id, letter."eventId", letter."eventAt", letter.reason
        from moved, jsonb_to_recordset($9::jsonb) as letter("eventId" text, "eventAt" timestamptz, reason text)
        on conflict do nothing
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
      JSON.stringify(move.deadLetters),
    ],
  });
  return rows[0]?.moved === 1;
}
