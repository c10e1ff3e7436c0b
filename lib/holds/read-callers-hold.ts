import type { Pool } from "#lib/database/pool.ts";
import type { HoldState } from "./schemas.ts";

/** A hold as its own caller may ask for it. */
export type CallersHold = {
  id: string;
  callId: string;
  state: HoldState;
  kind: "mcp" | "http";
  tool: string | null;
  rule: string;
  policyVersion: number;
  requestDigest: string;
  clientIp: string | null;
  createdAt: Date;
  /** When it last moved. */
  changedAt: Date;
  expiresAt: Date;
  approver: string | null;
  reason: string | null;
  waitedMs: number;
  /** Whether it runs with other arguments than it came with. */
  isEdited: boolean;
  /** Whether it may run without a request of its caller that is still open. */
  isDetached: boolean;
};

/** Reads a hold by database time, for the caller and the connection it belongs to; undefined for everybody else. */
export async function readCallersHold(
  pool: Pool,
  hold: { id: string; callerId: string; connection: string },
): Promise<CallersHold | undefined> {
  const { rows } = await pool.query<CallersHold>({
    name: "read-callers-hold",
    text: `select hold.id, call_id as "callId",
        case when state in ('pending', 'approved') and expires_at <= now() then 'expired' else state end as state,
        kind, tool, rule, policy_version as "policyVersion", request_digest as "requestDigest", client_ip as "clientIp",
        hold.created_at as "createdAt", expires_at as "expiresAt",
        greatest(hold.created_at, decided_at, dispatched_at, finished_at) as "changedAt",
        edited_digest is not null as "isEdited", original_sealed is not null as "isDetached", verdict.approver, verdict.reason,
        round(extract(epoch from coalesce(decided_at, now()) - hold.created_at) * 1000)::int as "waitedMs"
      from hold left join lateral (
        select user_name as approver, nullif(reason, '') as reason from approval where hold_id = hold.id order by created_at desc limit 1
      ) verdict on true
      where hold.id = $1 and caller_id = $2 and connection = $3`,
    values: [hold.id, hold.callerId, hold.connection],
  });
  return rows[0];
}
