import type { PoolClient } from "#lib/database/pool.ts";

/**
 * Forgets what is kept beside the ledger of one day (UTC, such as 2026-11-20), in the transaction that removes the day from the
 * ledger, so that nothing is counted that can no longer be found.
 */
export async function forgetDay(client: PoolClient, day: string): Promise<void> {
  await client.query(`drop table if exists audit_search_${day.replaceAll("-", "")}`);
  for (const table of ["audit_search_default", "event_hour", "event_day", "event_day_gap"]) {
    await client.query(
      `delete from ${table} where at >= $1::date::timestamp at time zone 'UTC'
         and at < ($1::date + 1)::timestamp at time zone 'UTC'`,
      [day],
    );
  }
}
