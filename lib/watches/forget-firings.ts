import type { Pool } from "#lib/database/pool.ts";

/** Deletes firings that ended more than `days` ago; the ledger keeps that watches fired. */
export async function forgetFirings(pool: Pool, days: number): Promise<void> {
  await pool.query("delete from watch_firing where ended_at < now() - $1 * interval '1 day'", [days]);
}
