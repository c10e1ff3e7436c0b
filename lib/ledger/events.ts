import { z } from "zod";

/** The vocabulary of the ledger: `noun.verb-past`. What is not listed here cannot be recorded. */
export const EventType = z.enum([
  "call.started",
  "call.finished",
  "call.refused",
  "call.held",
  "call.rejoined",
  "call.replayed",
  "hold.voted",
  "hold.approved",
  "hold.denied",
  "hold.expired",
  "hold.cancelled",
  "hold.claimed",
  "hold.released",
  "hold.unknown",
  "hold.escalated",
  "hold.broke-glass",
  "hold.reviewed",
  "hold.verdict-refused",
  "hold.commented",
  "hold.rung",
  "grant.created",
  "grant.used",
  "grant.revoked",
  "session.signed-in",
  "session.signed-out",
  "session.refused",
  "session.ended",
  "access.refused",
  "person.role-changed",
  "person.groups-changed",
  "person.removed",
  "agent.owners-changed",
  "stand-in.named",
  "stand-in.ended",
  "channel.created",
  "channel.updated",
  "channel.removed",
  "channel.tested",
  "slack-user.linked",
  "slack-user.unlinked",
  "policy.published",
  "policy.draft-saved",
  "policy.draft-discarded",
  "policy.backtest-started",
  "policy.backtest-cancelled",
  "tool.learned",
  "tool.changed",
  "connection.created",
  "connection.updated",
  "gateway-key.created",
  "gateway-key.revoked",
  "identity.disabled",
  "identity.enabled",
  "payload.viewed",
  "audit.exported",
  "export.finished",
  "export.downloaded",
  "export-schedule.created",
  "export-schedule.updated",
  "export-schedule.removed",
  "export-schedule.stopped",
  "retention.updated",
  "legal-hold.placed",
  "legal-hold.released",
  "ledger.removed",
  "view.created",
  "view.updated",
  "view.removed",
  "view.marked",
  "watch.created",
  "watch.updated",
  "watch.removed",
  "watch.fired",
  "sink.created",
  "sink.updated",
  "sink.paused",
  "sink.resumed",
  "sink.tested",
  "sink.held",
  "sink.refused-events",
  "sink.recovered",
  "sink.replay-requested",
  "sink.backfill-started",
  "sink.backfill-cancelled",
  "sink.backfill-completed",
  "datadog.content-installed",
  "datadog.content-removed",
  "ledger.reconciled",
  "api-key.created",
  "api-key.revoked",
]);
export type EventType = z.infer<typeof EventType>;

export const EventStatus = z.enum([
  "ok",
  "failed",
  "denied",
  "held",
  "approved",
  "expired",
  "cancelled",
  "unknown",
  "started",
]);
export type EventStatus = z.infer<typeof EventStatus>;

/** One row of the ledger. Times in ms, sizes in bytes; `attrs` holds what has no column of its own. */
export type AuditEvent = {
  at: Date;
  id: string;
  type: EventType;
  status: EventStatus;
  callId: string | null;
  holdId: string | null;
  userId: string | null;
  userName: string | null;
  agent: string | null;
  connection: string | null;
  kind: "mcp" | "http" | null;
  operation: string | null;
  tool: string | null;
  decision: "allow" | "deny" | "hold" | null;
  rule: string | null;
  policyVersion: number | null;
  approver: string | null;
  reason: string | null;
  clientIp: string | null;
  httpStatus: number | null;
  errorCode: string | null;
  durationMs: number | null;
  upstreamMs: number | null;
  holdMs: number | null;
  requestBytes: number | null;
  responseBytes: number | null;
  attrs: Record<string, unknown>;
};

/** What an event is about: everything but what it says itself. */
export type EventFacts = Omit<AuditEvent, "at" | "id" | "type" | "status" | "attrs">;

/** No facts yet. All are there from the start, because objects of one shape are cheap and the hot path makes many. */
export const noFacts: Readonly<EventFacts> = {
  callId: null,
  holdId: null,
  userId: null,
  userName: null,
  agent: null,
  connection: null,
  kind: null,
  operation: null,
  tool: null,
  decision: null,
  rule: null,
  policyVersion: null,
  approver: null,
  reason: null,
  clientIp: null,
  httpStatus: null,
  errorCode: null,
  durationMs: null,
  upstreamMs: null,
  holdMs: null,
  requestBytes: null,
  responseBytes: null,
};
