import type { Pool } from "#lib/database/pool.ts";
import type { AuditEvent } from "./events.ts";

/** A place in the ledger's order of delivery: transaction, time, id. Before the first event: xact 0 and nulls. */
export type Position = { xact: number; at: Date | null; id: string | null };

export type UndeliveredEvent = AuditEvent & { xact: number };

const columns = `at, id, type, status, call_id as "callId", hold_id as "holdId", user_id as "userId",
  user_name as "userName", agent, connection, kind, operation, tool, decision, rule,
  policy_version as "policyVersion", approver, reason, client_ip as "clientIp", http_status as "httpStatus",
  error_code as "errorCode", duration_ms as "durationMs", upstream_ms as "upstreamMs", hold_ms as "holdMs",
  request_bytes as "requestBytes", response_bytes as "responseBytes", attrs, xact`;

/** Whether all transactions that could still write before it have ended. */
const isSettled = "xact < pg_snapshot_xmin(pg_current_snapshot())::text::bigint";

/**
 * The next events after `position`. Only those whose transaction is older than every one still running: ids and times
 * are given before commit, so an event with an earlier place could otherwise still appear behind a position that has
 * moved on, and would be skipped for good.
 */
export async function readUndelivered(pool: Pool, position: Position, limit: number): Promise<UndeliveredEvent[]> {
  const { rows } = await pool.query<UndeliveredEvent>({
    name: "read-undelivered",
    text: `select ${columns} from audit_event
      where ${isSettled} and (xact, at, id) > ($1::bigint, coalesce($2::timestamptz, '-infinity'), coalesce($3::text, ''))
      order by xact, at, id limit $4`,
    values: [position.xact, position.at, position.id, limit],
  });
  return rows;
}

/** The next events of a range of time (`to` is not included) after the place given. */
export async function readRange(
  pool: Pool,
  range: { from: Date; to: Date; after: { at: Date | null; id: string | null } },
  limit: number,
): Promise<UndeliveredEvent[]> {
  const { from, to, after } = range;
  const { rows } = await pool.query<UndeliveredEvent>({
    name: "read-range",
    text: `select ${columns} from audit_event
      where ${isSettled} and at >= $1 and at < $2 and (at, id) > ($3::timestamptz, $4::text)
      order by at, id limit $5`,
    values: [after.at ?? from, to, after.at ?? from, after.id ?? "", limit],
  });
  return rows;
}

/** The events with these ids; those that the ledger no longer holds are left out. */
export async function readEvents(
  pool: Pool,
  wanted: readonly { eventId: string; eventAt: Date }[],
): Promise<UndeliveredEvent[]> {
  const { rows } = await pool.query<UndeliveredEvent>({
    name: "read-events-by-id",
    text: `select ${columns} from audit_event
      where (at, id) in (select * from unnest($1::timestamptz[], $2::text[])) order by xact, at, id`,
    values: [wanted.map(({ eventAt }) => eventAt), wanted.map(({ eventId }) => eventId)],
  });
  return rows;
}
