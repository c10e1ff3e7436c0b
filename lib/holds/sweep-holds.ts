import { inTransaction, type Pool } from "#lib/database/pool.ts";
import { recordSettledHolds, settledColumns, type SettledHold } from "./record-settled-holds.ts";
import { defaultReplayS, toldForS } from "./stored-answer.ts";

const batchSize = 200;

/** How many holds went where. */
export type Sweep = { expired: number; released: number; unknown: number };

/**
 * Settles holds that nobody else will, by database time: overdue ones expire; of those whose gateway let its lease
 * lapse, what was not sent goes back to approved, and what was sent becomes unknown and is never sent again.
 * Rows that somebody else is moving are left for the next sweep.
 */
export async function sweepHolds(pool: Pool): Promise<Sweep> {
  const sweep: Sweep = { expired: 0, released: 0, unknown: 0 };
  let settled: SettledHold[];
  do {
    settled = await inTransaction(pool, async (client) => {
      const { rows } = await client.query<SettledHold>(
        `with moved as (
           select id, state from hold
           where (state in ('pending', 'approved') and expires_at <= now())
             or (state in ('executing', 'dispatched') and lease_until <= now())
           order by expires_at limit $1 for update skip locked
         )
         update hold set
           state = case
             when moved.state = 'dispatched' then 'unknown'
             when moved.state = 'executing' and hold.expires_at > now() then 'approved'
             else 'expired' end,
           finished_at = case when moved.state = 'executing' and hold.expires_at > now() then null else now() end,
           replay_until = case
             when moved.state = 'dispatched'
             then now() + coalesce((hold.terms->>'replayS')::int, $2) * interval '1 second'
             when moved.state <> 'executing' or hold.expires_at <= now() then now() + $3 * interval '1 second' end,
           lease_until = null
         from moved where hold.id = moved.id
         returning ${settledColumns}`,
        [batchSize, defaultReplayS, toldForS],
      );
      await recordSettledHolds(client, rows);
      return rows;
    });
    sweep.expired += settled.filter(({ state }) => state === "expired").length;
    sweep.released += settled.filter(({ state }) => state === "approved").length;
    sweep.unknown += settled.filter(({ state }) => state === "unknown").length;
  } while (settled.length === batchSize);
  return sweep;
}
