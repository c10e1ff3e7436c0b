import type { Pool } from "#lib/database/pool.ts";

/**
 * Runs `work` while no other worker does for this sink; undefined at once where one does. The lock belongs to a
 * connection and not to a transaction: a transaction held open while an intake answers would hold up every reader of
 * the ledger's end.
 */
export async function withSinkLock<T>(pool: Pool, sinkId: string, work: () => Promise<T>): Promise<T | undefined> {
  const client = await pool.connect();
  let released: boolean | undefined;
  try {
    const key = `deliver-to-sink:${sinkId}`;
    const { rows } = await client.query("select pg_try_advisory_lock(hashtextextended($1, 0)) as locked", [key]);
    if (!rows[0].locked) {
      released = true;
      return undefined;
    }
    const result = await work();
    await client.query("select pg_advisory_unlock(hashtextextended($1, 0))", [key]);
    released = true;
    return result;
  } finally {
    // A connection that may still hold the lock must not go back to the pool.
    client.release(released !== true);
  }
}
