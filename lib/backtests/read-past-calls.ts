import type { Sealer } from "#lib/crypto/sealer.ts";
import type { Pool } from "#lib/database/pool.ts";
import { pastCallSql, type PastCall } from "#lib/past-calls/past-call.ts";
import { readStoredRequest, type StoredRequest } from "#lib/past-calls/stored-request.ts";
import { ToolFacts } from "#lib/tools/schemas.ts";
import type { ToolIndex } from "./past-judge.ts";

type Place = { at: Date; id: string };
/** A held call may have been made long before it was recorded as finished. */
const longestCallMs = 86_400_000;

/** Up to `limit` calls from `from` on and before `before`, newest first. */
export async function readPastCalls(
  pool: Pool,
  { from, before, limit }: { from: Date; before: Place; limit: number },
): Promise<PastCall[]> {
  const { rows } = await pool.query<PastCall>({
    name: "backtest-calls",
    text: `select ${pastCallSql.columns} from audit_event
      where at >= $1 and (at, id) < ($2, $3) and ${pastCallSql.condition} order by at desc, id desc limit $4`,
    values: [from, before.at, before.id, limit],
  });
  return rows;
}

/** How many calls there are to judge; null where counting them takes too long. */
export async function countPastCalls(pool: Pool, { from, to }: { from: Date; to: Date }): Promise<number | null> {
  const { rows } = await pool
    .query<{ count: number }>(
      `select count(*) from audit_event where at >= $1 and at <= $2 and ${pastCallSql.condition}`,
      [from, to],
    )
    .catch(() => ({ rows: [] }));
  return rows[0]?.count ?? null;
}

/** The stored requests of calls, opened, by call id; those that cannot be read are left out. */
export async function readPastRequests(
  pool: Pool,
  sealer: Sealer,
  calls: readonly PastCall[],
): Promise<Map<string, StoredRequest>> {
  const requests = new Map<string, StoredRequest>();
  const times = calls.map(({ at }) => at.getTime());
  const { rows } = await pool.query<{ callId: string; body: Buffer; truncated: boolean }>({
    name: "backtest-requests",
    text: `select call_id as "callId", body_sealed as body, truncated from audit_payload
      where call_id = any($1) and direction = 'request' and at between $2 and $3`,
    values: [
      calls.map(({ callId }) => callId),
      new Date(Math.min(...times) - longestCallMs),
      new Date(Math.max(...times)),
    ],
  });
  const kinds = new Map(calls.map(({ callId, kind }) => [callId, kind]));
  for (const { callId, body, truncated } of rows) {
    const kind = kinds.get(callId);
    const request = kind && readStoredRequest(kind, { body: sealer.open("payload", body), truncated });
    if (request) requests.set(callId, request);
  }
  return requests;
}

/** What is known of tools now, by connection and name. */
export async function readToolIndex(pool: Pool): Promise<ToolIndex> {
  const { rows } = await pool.query<{ connection: string; name: string }>(
    `select connection, name, annotations, schema_hash as "schemaHash" from known_tool`,
  );
  const index = new Map<string, Map<string, ToolFacts>>();
  for (const row of rows) {
    const tools = index.get(row.connection) ?? new Map<string, ToolFacts>();
    index.set(row.connection, tools.set(row.name, ToolFacts.parse(row)));
  }
  return index;
}
