import type { ClaimedRings } from "./claim-rings.ts";

/** The payload of a generic webhook (Standard Webhooks: type, timestamp, data): one call, as metadata only. */
export function webhookBody(
  { moment, holds }: Pick<ClaimedRings, "moment" | "holds">,
  consoleUrl: string,
  at: Date,
): string {
  const [hold] = holds;
  const data = hold && {
    hold: {
      id: hold.id,
      url: `${consoleUrl}/approvals/${hold.id}`,
      callId: hold.callId,
      state: hold.state,
      connection: hold.connection,
      kind: hold.kind,
      operation: hold.operation,
      tool: hold.tool,
      agent: hold.agent,
      user: hold.userName,
      rule: hold.rule,
      message: hold.message,
      approverGroups: hold.approverGroups,
      createdAt: hold.createdAt.toISOString(),
      expiresAt: hold.expiresAt.toISOString(),
      decidedBy: hold.decidedBy,
      reason: hold.reason,
    },
  };
  return JSON.stringify({ type: `hold.${moment}`, timestamp: at.toISOString(), data: data ?? {} });
}
