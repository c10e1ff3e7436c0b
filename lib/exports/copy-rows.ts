import { to as copyTo } from "pg-copy-streams";
import type { Pool } from "#lib/database/pool.ts";

/** What a reader that is gone costs at most, before a query without a first row notices. */
const checkConnection = "set client_connection_check_interval = '1s'";

/**
 * What a COPY statement says, as it comes, one socket's worth at a time: PostgreSQL waits where nobody reads on. Leaving
 * the loop early, or `signal`, ends the query with its connection; then it throws the signal's reason.
 */
export async function* copyRows(
  pool: Pool,
  statement: string,
  signal?: AbortSignal,
): AsyncGenerator<Buffer, void, undefined> {
  signal?.throwIfAborted();
  const client = await pool.connect();
  // Of a connection that is given up: whoever waits for it hears of it through the stream.
  client.on("error", () => {});
  let whole = false;
  try {
    await client.query(checkConnection);
    const stream = client.query(copyTo(statement));
    signal?.addEventListener("abort", () => stream.destroy(signal.reason as Error), { once: true });
    for await (const chunk of stream) yield chunk as Buffer;
    whole = true;
  } finally {
    client.release(!whole);
  }
}
