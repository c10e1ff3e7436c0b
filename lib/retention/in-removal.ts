import { inTransaction, type Pool, type PoolClient } from "#lib/database/pool.ts";
import { isHeldSql } from "./held-days.ts";

/**
 * What became of a removal. `held`: somebody placed a legal hold meanwhile; `changed`: rows were added since the archive was
 * written; `crowded`: too much would have to move; `in-use`: somebody reads the table. Nothing is removed then; try again.
 */
export type Removal = "removed" | "held" | "changed" | "crowded" | "in-use";

/** Calls are recorded in the same table, and must not be kept waiting by somebody who reads it for long. */
const lockTimeout = "set local lock_timeout = '250ms'";

/** Runs a removal of days in one transaction, which waits for who places a legal hold at this moment, and for no reader. */
export async function inRemoval(
  pool: Pool,
  days: readonly string[],
  remove: (client: PoolClient) => Promise<Removal>,
): Promise<Removal> {
  try {
    return await inTransaction(pool, async (client) => {
      await client.query(lockTimeout);
      await client.query("select pg_advisory_xact_lock(hashtext('retention'))");
      for (const day of days) {
        const { rows: held } = await client.query(`select 1 where ${isHeldSql}`, [day]);
        if (held.length > 0) return "held";
      }
      return remove(client);
    });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "55P03") return "in-use";
    throw error;
  }
}
