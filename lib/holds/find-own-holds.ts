import type { Pool } from "#lib/database/pool.ts";
import type { HoldState } from "./schemas.ts";

/** A held call as the caller who asked for it may see it. */
export type OwnHold = {
  id: string;
  state: HoldState;
  connection: string;
  operation: string;
  tool: string | null;
  rule: string;
  message: string | null;
  createdAt: Date;
  expiresAt: Date;
  decidedBy: string | null;
  reason: string | null;
  /** Whether it runs with other arguments than it came with. */
  isEdited: boolean;
  /** Whether it may run without a request of its caller that is still open. */
  isDetached: boolean;
};

/**
 * The caller's own holds of the last 30 days on any connection, the newest first, by database time: one by its id, those
 * that are not over, or all.
 */
export async function findOwnHolds(
  pool: Pool,
  wanted: { callerId: string; id: string | null; openOnly: boolean; limit: number },
): Promise<OwnHold[]> {
  const { rows } = await pool.query<OwnHold>({
    name: "find-own-holds",
    text: `select id, now_state as state, connection, operation, tool, rule, message, created_at as "createdAt",
        expires_at as "expiresAt", verdict.approver as "decidedBy", verdict.reason,
        edited_digest is not null as "isEdited", original_sealed is not null as "isDetached"
      from (
        select *, case when state in ('pending', 'approved') and expires_at <= now() then 'expired' else state end as now_state
        from hold
        where caller_id = $1 and created_at > now() - interval '30 days' and ($2::text is null or id = $2)
      ) mine
      left join lateral (
        select user_name as approver, nullif(approval.reason, '') as reason from approval
        where hold_id = mine.id and mine.decided_at is not null order by approval.created_at desc limit 1
      ) verdict on true
      where not $3 or now_state in ('pending', 'approved', 'executing', 'dispatched')
      order by created_at desc limit $4`,
    values: [wanted.callerId, wanted.id, wanted.openOnly, wanted.limit],
  });
  return rows;
}
