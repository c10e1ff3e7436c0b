import type { ClaimedRings } from "./claim-rings.ts";
import type { RungFiring } from "./read-rung-firings.ts";

/** The payload of a generic webhook (Standard Webhooks: type, timestamp, data): one call or firing, as metadata only. */
export function webhookBody(
  { moment, holds, firings }: Pick<ClaimedRings, "moment" | "holds" | "firings">,
  consoleUrl: string,
  at: Date,
): string {
  const [hold] = holds;
  const [firing] = firings;
  if (moment === "watch" && firing) return firingBody(firing, consoleUrl, at);
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

function firingBody(firing: RungFiring, consoleUrl: string, at: Date): string {
  const { id, watchId, watchName, kind, query, from, to, count, about, subject } = firing;
  const data = {
    watch: { id: watchId, name: watchName, kind, query },
    firing: { id, url: `${consoleUrl}/watches?watch=${watchId}`, from, to, count, about, subject },
  };
  return JSON.stringify({ type: "watch.fired", timestamp: at.toISOString(), data });
}
