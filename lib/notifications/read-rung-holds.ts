import type { PoolClient } from "#lib/database/pool.ts";

/** A held call, as far as rings speak of it. */
export type RungHold = {
  id: string;
  callId: string;
  state: string;
  connection: string;
  kind: "mcp" | "http";
  operation: string;
  tool: string | null;
  userId: string | null;
  userName: string | null;
  agent: string | null;
  clientIp: string | null;
  rule: string;
  message: string | null;
  policyVersion: number;
  approverGroups: string[];
  createdAt: Date;
  expiresAt: Date;
  /** Who decided, or released it alone. */
  decidedBy: string | null;
  reason: string | null;
};

/** Reads holds for what is told of them, the oldest first. */
export async function readRungHolds(client: PoolClient, ids: string[]): Promise<RungHold[]> {
  if (ids.length === 0) return [];
  const { rows } = await client.query<RungHold>(
    `select hold.id, call_id as "callId", state, connection, kind, operation, tool, hold.user_id as "userId",
       hold.user_name as "userName", agent, client_ip as "clientIp", rule, message, policy_version as "policyVersion",
       approver_groups as "approverGroups", hold.created_at as "createdAt", expires_at as "expiresAt",
       last.user_name as "decidedBy", last.reason
     from hold left join lateral (
       select user_name, reason from approval where hold_id = hold.id and decided_at is not null
       order by created_at desc limit 1) last on true
     where hold.id = any($1) order by hold.created_at`,
    [ids],
  );
  return rows;
}
