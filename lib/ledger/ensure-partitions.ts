import type { Pool } from "#lib/database/pool.ts";

/**
 * Makes the partitions of the ledger and of its search index for today and `daysAhead` days (UTC). Returns the days it could not make one for,
 * because rows of theirs already lie in the default partition; those days work, only slower.
 */
export async function ensurePartitions(pool: Pool, daysAhead: number): Promise<string[]> {
  const { rows: days } = await pool.query<{ day: string }>(
    `select day::text from (
       select (now() at time zone 'UTC')::date + n as day from generate_series(0, $1::int) as n
     ) as days order by day`,
    [daysAhead],
  );
  const refused = new Set<string>();
  for (const { day } of days) {
    // A transaction each: writers lock events and payloads together, and must never meet one that waits for the second.
    for (const parent of ["audit_event", "audit_payload"]) {
      const { rows } = await pool.query<{ made: boolean }>("select ensure_ledger_partition($1::date, $2) as made", [
        day,
        parent,
      ]);
      if (!rows[0]?.made) refused.add(day);
    }
    await pool.query("select ensure_search_partition($1::date)", [day]);
  }
  return [...refused];
}
