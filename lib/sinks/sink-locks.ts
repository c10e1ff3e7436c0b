import type { Pool, PoolClient } from "#lib/database/pool.ts";

/** Which sinks this process works on. At most one process works on a sink at a time. */
export type SinkLocks = {
  /** Runs `work` where nobody else works on the sink; undefined at once where somebody does. */
  run<T>(sinkId: string, work: () => Promise<T>): Promise<T | undefined>;
  /** Lets go of the connection, once nothing is under way. */
  close(): void;
};

/**
 * Locks that belong to one connection, so that they end with this process however it ends, and not to transactions: one
 * held open while a sink answers would hold up every reader of the ledger's end. If the connection is lost, another
 * process may take over while work is under way here: positions move by comparison only, so their account stays right.
 */
export function createSinkLocks(pool: Pool): SinkLocks {
  const held = new Set<string>();
  let connection: Promise<PoolClient> | undefined;

  function connect(): Promise<PoolClient> {
    connection ??= pool.connect().then(
      (client) => {
        client.once("error", () => drop(client));
        return client;
      },
      (error: unknown) => {
        connection = undefined;
        throw error;
      },
    );
    return connection;
  }

  function drop(client: PoolClient): void {
    if (connection === undefined) return;
    connection = undefined;
    client.release(true);
  }

  return {
    async run(sinkId, work) {
      if (held.has(sinkId)) return undefined;
      held.add(sinkId);
      try {
        const key = `deliver-to-sink:${sinkId}`;
        const client = await connect();
        const { rows } = await client.query("select pg_try_advisory_lock(hashtextextended($1, 0)) as locked", [key]);
        if (!rows[0].locked) return undefined;
        try {
          return await work();
        } finally {
          // A connection that may still hold the lock must not go on.
          await client.query("select pg_advisory_unlock(hashtextextended($1, 0))", [key]).catch(() => drop(client));
        }
      } finally {
        held.delete(sinkId);
      }
    },
    close() {
      const closing = connection;
      connection = undefined;
      closing?.then((client) => client.release(true)).catch(() => {});
    },
  };
}
