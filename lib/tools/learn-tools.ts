import type { Sealer } from "#lib/crypto/sealer.ts";
import { ringStatement } from "#lib/database/bell.ts";
import { inTransaction, type Pool, type PoolClient } from "#lib/database/pool.ts";
import { storableJson } from "#lib/database/storable-json.ts";
import { appendToLedger } from "#lib/ledger/append-to-ledger.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import type { NamedToolFacts } from "./schemas.ts";

const maxTools = 1_000;

const upsertTools = `insert into known_tool (connection, name, annotations, schema_hash)
  select $1, name, annotations, "schemaHash"
  from json_to_recordset($2::json) as t(name text, annotations jsonb, "schemaHash" text)
  where (select count(*) from known_tool where connection = $1) < ${maxTools}
    or exists (select from known_tool k where k.connection = $1 and k.name = t.name)
  on conflict (connection, name) do update
    set annotations = excluded.annotations, schema_hash = excluded.schema_hash, changed_at = now()
    where known_tool.annotations <> excluded.annotations or known_tool.schema_hash <> excluded.schema_hash
  returning name, xmax = 0 as "isNew"`;

const putIntoSnapshot = `update snapshot set version = version + 1, created_at = now(),
    document = jsonb_set(document, '{tools}', (
      select coalesce(jsonb_object_agg(connection, tools), '{}') from (
        select connection, jsonb_agg(jsonb_build_object(
          'name', name, 'annotations', annotations, 'schemaHash', schema_hash) order by name) as tools
        from known_tool group by connection) as by_connection))
  where id = 1 returning version`;

/**
 * Keeps what a connection's list of tools said, where it is news, and puts it into the snapshot; the ledger has what is
 * new and what has changed. Run by the gateway, on which lists pass. At most 1,000 tools a connection.
 */
export async function learnTools(
  pool: Pool,
  sealer: Sealer,
  { connection, tools }: { connection: string; tools: readonly NamedToolFacts[] },
): Promise<void> {
  await inTransaction(pool, async (client) => {
    // The compiler of snapshots waits here, or this waits for it: neither may lose what the other writes.
    await client.query("select pg_advisory_xact_lock(hashtext('compile_snapshot'))");
    const byName = new Map(tools.slice(0, maxTools).map((tool) => [tool.name, tool]));
    const { rows } = await client.query<{ name: string; isNew: boolean }>(upsertTools, [
      connection,
      storableJson([...byName.values()]),
    ]);
    if (rows.length === 0) return;
    const { rows: stored } = await client.query<{ version: number }>(putIntoSnapshot);
    const [snapshot] = stored;
    if (snapshot) {
      const bell = ringStatement({ topic: "snapshot", version: snapshot.version });
      await client.query(bell.sql, bell.parameters);
    }
    const named = (isNew: boolean) =>
      rows.flatMap((row) => (row.isNew === isNew ? [byName.get(row.name) ?? { name: row.name }] : []));
    await record(client, sealer, connection, "tool.learned", named(true));
    await record(client, sealer, connection, "tool.changed", named(false));
  });
}

const maxRecorded = 100;

async function record(
  client: PoolClient,
  sealer: Sealer,
  connection: string,
  type: "tool.learned" | "tool.changed",
  tools: readonly object[],
): Promise<void> {
  if (tools.length === 0) return;
  const attrs = { count: tools.length, tools: tools.slice(0, maxRecorded) };
  const event = newEvent({ type, status: "ok", agent: "holdpoint:gateway", connection, kind: "mcp", attrs });
  await appendToLedger(client, sealer, { events: [event] });
}
