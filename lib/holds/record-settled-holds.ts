import { ringStatement } from "#lib/database/bell.ts";
import type { PoolClient } from "#lib/database/pool.ts";
import type { AuditEvent } from "#lib/ledger/events.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import { insertEventsStatement } from "#lib/ledger/insert-events.ts";

/** What a statement that moves holds without a person must return: where each went, and what its event tells. */
export const settledColumns = `hold.id, hold.state, moved.state as from_state, hold.call_id, hold.user_id, hold.user_name,
  hold.agent, hold.client_ip, hold.connection, hold.kind, hold.operation, hold.tool, hold.rule, hold.policy_version,
  round(extract(epoch from now() - hold.created_at) * 1000)::int as hold_ms`;

export type SettledHold = {
  id: string;
  state: "expired" | "approved" | "unknown" | "cancelled";
  from_state: "pending" | "approved" | "executing" | "dispatched";
  call_id: string;
  user_id: string | null;
  user_name: string | null;
  agent: string | null;
  client_ip: string | null;
  connection: string;
  kind: "mcp" | "http";
  operation: string;
  tool: string | null;
  rule: string;
  policy_version: number;
  hold_ms: number;
};

const outcomes = {
  expired: { type: "hold.expired", status: "expired" },
  approved: { type: "hold.released", status: "approved" },
  unknown: { type: "hold.unknown", status: "unknown" },
  cancelled: { type: "hold.cancelled", status: "cancelled" },
} as const;

const reasons: Record<SettledHold["from_state"], string> = {
  pending: "Nobody decided in time.",
  approved: "Approved, but nobody came for the result in time.",
  executing: "The gateway that was about to send it stopped. Nothing was sent.",
  dispatched: "The gateway that sent it stopped before the answer came. It may have run; it is not sent again.",
};

/** Rings and records the moves; the last thing in their transaction. */
export async function recordSettledHolds(client: PoolClient, holds: readonly SettledHold[]): Promise<void> {
  if (holds.length === 0) return;
  for (const { id, state } of holds) {
    const bell = ringStatement({ topic: "hold", id, state });
    await client.query(bell.sql, bell.parameters);
  }
  const statement = insertEventsStatement(holds.map(eventOf));
  await client.query(statement.sql, statement.parameters);
}

function eventOf(hold: SettledHold): AuditEvent {
  return newEvent({
    ...outcomes[hold.state],
    callId: hold.call_id,
    holdId: hold.id,
    userId: hold.user_id,
    userName: hold.user_name,
    agent: hold.agent,
    clientIp: hold.client_ip,
    connection: hold.connection,
    kind: hold.kind,
    operation: hold.operation,
    tool: hold.tool,
    decision: "hold",
    rule: hold.rule,
    policyVersion: hold.policy_version,
    holdMs: hold.hold_ms,
    reason: hold.state === "cancelled" ? "Its caller took it back. Nothing was sent." : reasons[hold.from_state],
  });
}
