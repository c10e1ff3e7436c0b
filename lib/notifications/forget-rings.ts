import type { Pool } from "#lib/database/pool.ts";

/** Deletes what is over and older than `days`; the ledger keeps that people were told. */
export async function forgetRings(pool: Pool, days: number): Promise<void> {
  await pool.query(
    `delete from ring where created_at < now() - $1 * interval '1 day' and state not in ('waiting', 'sending')`,
    [days],
  );
  await pool.query("delete from hold_ringing where ended_at < now() - $1 * interval '1 day'", [days]);
}
