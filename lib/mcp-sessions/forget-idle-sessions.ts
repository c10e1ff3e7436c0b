import type { Pool } from "#lib/database/pool.ts";

/** Forgets sessions that nobody has used for `idleHours`. Returns how many. Their callers initialize again. */
export async function forgetIdleSessions(pool: Pool, idleHours: number): Promise<number> {
  const { rowCount } = await pool.query(
    "delete from mcp_session where last_used_at < now() - $1::float * interval '1 hour'",
    [idleHours],
  );
  return rowCount ?? 0;
}
