import type { Pool } from "#lib/database/pool.ts";
import { keptHours } from "./usage-range.ts";

/** Deletes hours that nothing reads any more; their days stay. */
export async function forgetUsageHours(pool: Pool): Promise<void> {
  await pool.query("delete from usage_hour where at < now() - $1 * interval '1 hour'", [keptHours]);
}
