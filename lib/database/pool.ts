import pg from "pg";

export type Pool = pg.Pool;
export type PoolClient = pg.PoolClient;

// Counts and byte sizes stay far below 2^53; numbers are what the rest of the code computes with.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/**
 * Opens a `pg` pool, for the hot path and for what Prisma cannot do (LISTEN, cursors).
 * Statements that run longer than `statementTimeoutMs` fail, as does waiting that long for a connection. `streams`: only
 * the waiting, because what is streamed may take hours.
 */
export function openPool(options: {
  url: string;
  size?: number;
  statementTimeoutMs?: number;
  streams?: boolean;
  name: string;
}): Pool {
  const statementTimeoutMs = options.statementTimeoutMs ?? 5_000;
  const pool = new pg.Pool({
    connectionString: options.url,
    max: options.size ?? 8,
    application_name: options.name,
    connectionTimeoutMillis: statementTimeoutMs,
    ...(!options.streams && { statement_timeout: statementTimeoutMs, query_timeout: statementTimeoutMs + 500 }),
  });
  // An idle connection that dies is replaced on next use; without a listener it would end the process.
  pool.on("error", () => {});
  return pool;
}

/** Runs `work` in one transaction on one connection; rolls back and rethrows what it throws. */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("begin");
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
