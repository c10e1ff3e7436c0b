import type { AuditEvent } from "#lib/ledger/events.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import type { RungHold } from "./read-rung-holds.ts";
import { Moment } from "./schemas.ts";
import { momentWords } from "./shapes.ts";

export type Rung = {
  channel: { id: string; name: string; own: boolean };
  moment: string;
  messageId: string | null;
  attempts: number;
};

/** That people were told of a hold; about the call, so it carries the caller's identity. */
export function rungEvent(
  { channel, moment, messageId, attempts }: Rung,
  hold: RungHold,
  state: "delivered" | "failed" | "unknown",
  error: string | null,
): AuditEvent {
  return newEvent({
    type: "hold.rung",
    status: state === "delivered" ? "ok" : state,
    callId: hold.callId,
    holdId: hold.id,
    userId: hold.userId,
    userName: hold.userName,
    agent: hold.agent,
    clientIp: hold.clientIp,
    connection: hold.connection,
    kind: hold.kind,
    operation: hold.operation,
    tool: hold.tool,
    decision: "hold",
    rule: hold.rule,
    policyVersion: hold.policyVersion,
    reason: `${channel.name}: ${error ?? wordsOf(moment)}`,
    attrs: { channelId: channel.id, channel: channel.name, own: channel.own, moment, messageId, attempts },
  });
}

function wordsOf(moment: string): string {
  const known = Moment.safeParse(moment);
  return known.success ? `${momentWords[known.data]}.` : moment;
}
