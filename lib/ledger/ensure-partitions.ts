import type { Pool } from "#lib/database/pool.ts";

/**
 * Makes the ledger's partitions for today and `daysAhead` days (UTC). Returns the days it could not make one for,
 * because rows of theirs already lie in the default partition; those days work, only slower.
 */
export async function ensurePartitions(pool: Pool, daysAhead: number): Promise<string[]> {
  const { rows } = await pool.query<{ day: string }>(
    `select day::text from (
       select (now() at time zone 'UTC')::date + n as day from generate_series(0, $1::int) as n
     ) as days where not ensure_ledger_partition(day)`,
    [daysAhead],
  );
  return rows.map(({ day }) => day);
}
