import type { EventType } from "#lib/ledger/events.ts";
import type { EventGroup, EventRow } from "#lib/ledger/schemas.ts";
import type { SearchField } from "#lib/search/schemas.ts";
import type { Span } from "#lib/views/shapes.ts";

const words: Record<EventType, string> = {
  "call.started": "Call started",
  "call.finished": "Call finished",
  "call.refused": "Call refused",
  "call.held": "Call held",
  "call.rejoined": "Held call asked for again",
  "call.replayed": "Stored answer given again",
  "hold.voted": "One approval of several",
  "hold.approved": "Hold approved",
  "hold.denied": "Hold denied",
  "hold.expired": "Hold expired",
  "hold.cancelled": "Hold cancelled",
  "hold.claimed": "Approved call taken up",
  "hold.released": "Approved call given back",
  "hold.unknown": "Outcome of a held call unknown",
  "hold.escalated": "Hold escalated",
  "hold.broke-glass": "Released by breaking the glass",
  "hold.reviewed": "Lone release reviewed",
  "hold.verdict-refused": "Decision refused",
  "hold.commented": "Comment on a held call",
  "hold.rung": "People told of a held call",
  "grant.created": "Grant made",
  "grant.used": "Grant used",
  "grant.revoked": "Grant revoked",
  "session.signed-in": "Signed in",
  "session.signed-out": "Signed out",
  "session.refused": "Sign-in refused",
  "session.ended": "Session ended by somebody",
  "access.refused": "Access refused",
  "person.role-changed": "Role changed",
  "person.groups-changed": "Groups changed",
  "person.removed": "Person removed",
  "agent.owners-changed": "Owner of agents changed",
  "stand-in.named": "Stand-in named",
  "stand-in.ended": "Stand-in ended",
  "channel.created": "Notification channel added",
  "channel.updated": "Notification channel changed",
  "channel.removed": "Notification channel removed",
  "slack-user.linked": "Slack user linked",
  "slack-user.unlinked": "Slack user unlinked",
  "channel.tested": "Notification channel tested",
  "policy.published": "Policy published",
  "policy.draft-saved": "Draft of the policy saved",
  "policy.draft-discarded": "Draft of the policy discarded",
  "policy.backtest-started": "Backtest started",
  "policy.backtest-cancelled": "Backtest cancelled",
  "tool.learned": "Tools of a connection seen",
  "tool.changed": "Tools of a connection changed",
  "connection.created": "Connection added",
  "connection.updated": "Connection changed",
  "gateway-key.created": "Gateway key created",
  "gateway-key.revoked": "Gateway key revoked",
  "identity.disabled": "Caller disabled",
  "identity.enabled": "Caller enabled",
  "payload.viewed": "Payloads read",
  "audit.exported": "Audit log exported",
  "export.finished": "Export ended",
  "export.downloaded": "Exported file downloaded",
  "export-schedule.created": "Scheduled export added",
  "export-schedule.updated": "Scheduled export changed",
  "export-schedule.removed": "Scheduled export removed",
  "export-schedule.stopped": "Scheduled export stopped",
  "retention.updated": "Retention changed",
  "legal-hold.placed": "Legal hold placed",
  "legal-hold.released": "Legal hold released",
  "ledger.removed": "Part of the ledger removed",
  "view.created": "View saved",
  "view.updated": "View changed",
  "view.removed": "View removed",
  "view.marked": "View starred or made the default",
  "watch.created": "Watch added",
  "watch.updated": "Watch changed",
  "watch.removed": "Watch removed",
  "watch.fired": "Watch fired",
  "sink.created": "Sink added",
  "sink.updated": "Sink changed",
  "sink.paused": "Sink paused",
  "sink.resumed": "Sink resumed",
  "sink.tested": "Test event sent to a sink",
  "sink.held": "Sink waits for a person",
  "sink.refused-events": "Sink refused events",
  "sink.recovered": "Sink delivers again",
  "sink.replay-requested": "Refused events sent again",
  "sink.backfill-started": "Backfill of a sink started",
  "sink.backfill-cancelled": "Backfill of a sink cancelled",
  "sink.backfill-completed": "Backfill of a sink complete",
  "datadog.content-installed": "Dashboard and monitors written to Datadog",
  "datadog.content-removed": "Dashboard and monitors removed from Datadog",
  "ledger.reconciled": "Hour of the ledger counted",
  "api-key.created": "API key created",
  "api-key.revoked": "API key revoked",
};

/** What happened, in words. */
export function describeEvent(type: EventType): string {
  return words[type];
}

const groupWords: Record<EventGroup, string> = {
  calls: "Calls",
  approvals: "Approvals",
  administration: "Administration",
  access: "Sign-ins and reading",
};

export const spanWords: Record<Span, string> = {
  "15m": "Past 15 minutes",
  "1h": "Past hour",
  "4h": "Past 4 hours",
  "24h": "Past 24 hours",
  "7d": "Past 7 days",
  "30d": "Past 30 days",
  all: "Any time",
};

/** A value of a field as people read it: kinds of event in words, everything else as it is. */
export function describeValue(field: SearchField, value: string): string {
  if (field === "type" && Object.hasOwn(words, value)) return words[value as EventType];
  if (field === "group" && Object.hasOwn(groupWords, value)) return groupWords[value as EventGroup];
  return value;
}

const decisionWords = { allow: "allowed", deny: "denied", hold: "held" } as const;

/** What policy said, and people where it asked them; null for what policy never saw. */
export function describeDecision({ decision, type, approver }: EventRow): string | null {
  if (decision === null) return null;
  return decision === "hold" && type === "call.finished" && approver !== null ? "approved" : decisionWords[decision];
}
