import type { Pool } from "#lib/database/pool.ts";
import { dimensionEntries } from "./dimensions.ts";
import { keptHours } from "./usage-range.ts";

/** Deletes hours that nothing reads any more; their days stay. */
export async function forgetUsageHours(pool: Pool): Promise<void> {
  for (const [by, { times }] of dimensionEntries) {
    const hours = times ? keptHours.one : keptHours.two;
    await pool.query("delete from usage_hour where by = $1 and at < now() - $2 * interval '1 hour'", [by, hours]);
  }
}
