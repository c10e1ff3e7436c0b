import type { Pool } from "#lib/database/pool.ts";
import { expireHold } from "./expire-hold.ts";

/**
 * Notes that the caller has been told that nothing came of the call: denied, expired or taken back. Their next identical
 * request asks anew.
 */
export async function acknowledgeEnd(pool: Pool, holdId: string): Promise<void> {
  // One past its time that nobody has swept yet.
  await expireHold(pool, holdId);
  await pool.query(
    `update hold set finished_at = coalesce(finished_at, now()), replay_until = null
     where id = $1 and state in ('denied', 'expired', 'cancelled') and (finished_at is null or replay_until is not null)`,
    [holdId],
  );
}
