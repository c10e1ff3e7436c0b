import { setTimeout as delay } from "node:timers/promises";
import type { Pool } from "#lib/database/pool.ts";

type Counts = { started: number; finished: number; ok: number; requests: number; responses: number };

const settleMs = 10_000;

/**
 * What the ledger lacks of the measured calls: an answer without its finish, an upstream call without its start, a start
 * without its finish, and payloads that either should have.
 */
export async function countLost(pool: Pool, seen: { answered: number; upstreamCalls: number }): Promise<number> {
  const deadline = Date.now() + settleMs;
  let counts = await count(pool);
  // Calls that a load generator left behind are still ending.
  while (counts.started !== counts.finished && Date.now() < deadline) {
    await delay(200);
    counts = await count(pool);
  }
  return (
    lacking(seen.answered, counts.ok) +
    lacking(seen.upstreamCalls, counts.started) +
    lacking(counts.started, counts.finished) +
    lacking(counts.started, counts.requests) +
    lacking(counts.ok, counts.responses)
  );
}

function lacking(wanted: number, found: number): number {
  return Math.max(0, wanted - found);
}

async function count(pool: Pool): Promise<Counts> {
  const { rows } = await pool.query<Counts>(`
    with calls as (select type, status, call_id from audit_event where connection = 'bench' and operation = 'tools/call')
    select count(*) filter (where type = 'call.started')::int as started,
      count(*) filter (where type = 'call.finished')::int as finished,
      count(*) filter (where type = 'call.finished' and status = 'ok')::int as ok,
      (select count(*)::int from audit_payload where direction = 'request'
        and call_id in (select call_id from calls where type = 'call.started')) as requests,
      (select count(*)::int from audit_payload where direction = 'response'
        and call_id in (select call_id from calls where type = 'call.finished')) as responses
    from calls`);
  const [counts] = rows;
  if (!counts) throw new Error("the ledger could not be counted");
  return counts;
}
