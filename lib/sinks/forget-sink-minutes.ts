import type { Pool } from "#lib/database/pool.ts";

/** Drops what is known of delivery minute by minute after so many hours. */
export async function forgetSinkMinutes(pool: Pool, hours: number): Promise<void> {
  await pool.query("delete from sink_minute where minute < now() - make_interval(hours => $1)", [hours]);
}
