import type { Pool } from "#lib/database/pool.ts";

/** Milliseconds until a pending hold expires, by database time; undefined where it is not pending. */
export async function readHoldExpiry(pool: Pool, holdId: string): Promise<number | undefined> {
  const { rows } = await pool.query<{ expires_in_ms: number }>(
    `select greatest(0, ceil(extract(epoch from expires_at - now()) * 1000))::float8 as expires_in_ms
     from hold where id = $1 and state = 'pending'`,
    [holdId],
  );
  return rows[0]?.expires_in_ms;
}
