import type { Pool } from "#lib/database/pool.ts";
import { dimensionEntries } from "./dimensions.ts";
import { keptHours } from "./usage-range.ts";

/** Deletes hours that nothing reads any more; their days stay. */
export async function forgetUsageHours(pool: Pool): Promise<void> {
  const byNames = (times: boolean) => dimensionEntries.filter(([, each]) => each.times === times).map(([by]) => by);
  for (const [by, hours] of [
    [byNames(true), keptHours.one],
    [byNames(false), keptHours.two],
  ] as const) {
    await pool.query("delete from usage_hour where by = any($1) and at < now() - $2 * interval '1 hour'", [by, hours]);
  }
}
