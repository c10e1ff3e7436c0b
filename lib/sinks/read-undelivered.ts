import type { Pool } from "#lib/database/pool.ts";
import type { AuditEvent } from "#lib/ledger/events.ts";

/** A place in the ledger's order of delivery: transaction, time, id. Before the first event: xact 0 and nulls. */
export type Position = { xact: number; at: Date | null; id: string | null };

export type UndeliveredEvent = AuditEvent & { xact: number };

/**
 * The next events after `position`. Only those whose transaction is older than every one still running: ids and times
 * are given before commit, so an event with an earlier place could otherwise still appear behind a position that has
 * moved on, and would be skipped for good.
 */
export async function readUndelivered(pool: Pool, position: Position, limit: number): Promise<UndeliveredEvent[]> {
  const { rows } = await pool.query<UndeliveredEvent>({
    name: "read-undelivered",
    text: `select at, id, type, status, call_id as "callId", hold_id as "holdId", user_id as "userId",
        user_name as "userName", agent, connection, kind, operation, tool, decision, rule,
        policy_version as "policyVersion", approver, reason, client_ip as "clientIp", http_status as "httpStatus",
        error_code as "errorCode", duration_ms as "durationMs", upstream_ms as "upstreamMs", hold_ms as "holdMs",
        request_bytes as "requestBytes", response_bytes as "responseBytes", attrs, xact
      from audit_event
      where xact < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
        and (xact, at, id) > ($1::bigint, coalesce($2::timestamptz, '-infinity'), coalesce($3::text, ''))
      order by xact, at, id limit $4`,
    values: [position.xact, position.at, position.id, limit],
  });
  return rows;
}
