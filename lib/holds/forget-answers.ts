import type { Pool } from "#lib/database/pool.ts";

/** Drops what is kept of requests and answers of holds that ended more than `hours` ago; the ledger has its own record. */
export async function forgetAnswers(pool: Pool, hours: number): Promise<void> {
  await pool.query(
    `update hold set original_sealed = null, result_sealed = null
     where (original_sealed is not null or result_sealed is not null)
       and coalesce(finished_at, expires_at) < now() - $1 * interval '1 hour'
       and greatest(replay_until, expires_at) < now()`,
    [hours],
  );
}
