import type { Pool } from "#lib/database/pool.ts";

/** Notes that the caller has been told of the denial, so that their next identical request asks anew. */
export async function acknowledgeDenial(pool: Pool, holdId: string): Promise<void> {
  await pool.query("update hold set finished_at = now() where id = $1 and state = 'denied' and finished_at is null", [
    holdId,
  ]);
}
