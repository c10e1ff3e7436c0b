import type { AuditEvent, EventType } from "#lib/ledger/events.ts";

type Words = { caller: string; target: string; because: string; approved: string; event: AuditEvent };

/** Of each event: what Datadog's own audit events call its subject and its doing, and it as a sentence. */
const vocabulary: Record<EventType, [name: string, action: string, sentence: (words: Words) => string]> = {
  "call.started": ["Request", "started", ({ caller, target, approved }) => `${caller} calls ${target}${approved}`],
  "call.finished": [
    "Request",
    "finished",
    ({ caller, target, approved, because, event }) =>
      event.status === "ok"
        ? `${caller} called ${target}${approved}`
        : `${caller} called ${target}${approved}, which ended ${event.status}${because}`,
  ],
  "call.refused": ["Request", "refused", ({ caller, target, because }) => `${caller} was refused ${target}${because}`],
  "call.held": [
    "Approval",
    "requested",
    ({ caller, target, event }) => `${caller} waits for approval of ${target}, as rule ${event.rule} wants`,
  ],
  "call.rejoined": [
    "Approval",
    "requested again",
    ({ caller, target }) => `${caller} still waits for approval of ${target}`,
  ],
  "call.replayed": [
    "Request",
    "answered again",
    ({ caller, target }) => `${caller} got the stored answer of ${target} again; it was not run again`,
  ],
  "hold.voted": ["Approval", "approved in part", verdict("approved, as one of several,")],
  "hold.approved": ["Approval", "approved", verdict("approved")],
  "hold.denied": ["Approval", "rejected", verdict("denied")],
  "hold.expired": ["Approval", "expired", ending("expired")],
  "hold.cancelled": ["Approval", "cancelled", ending("was cancelled")],
  "hold.released": ["Approval", "released", ending("is approved again")],
  "hold.claimed": ["Approval", "claimed", ending("is being run")],
  "hold.unknown": ["Approval", "lost", ending("ended unknown")],
  "hold.escalated": ["Approval", "escalated", ending("may be decided by more people")],
  "hold.broke-glass": ["Approval", "overridden", verdict("released alone")],
  "hold.verdict-refused": ["Approval", "decision refused", verdict("was not let decide")],
  "hold.commented": ["Approval", "commented", ({ caller, target }) => `${caller} commented on ${target}`],
  "hold.reviewed": ["Approval", "reviewed", verdict("reviewed the lone release of")],
  "hold.rung": [
    "Approval",
    "notified",
    ({ caller, target, because }) => `People were told of ${target}, asked for by ${caller}${because}`,
  ],
  "grant.created": ["Approval", "granted", verdict("granted more calls like")],
  "grant.used": ["Approval", "grant used", ({ caller, target }) => `${caller} calls ${target} under a standing grant`],
  "grant.revoked": ["Approval", "grant revoked", verdict("revoked the grant for")],
  "session.signed-in": ["Authentication", "login", ({ caller }) => `${caller} signed in`],
  "session.signed-out": ["Authentication", "logout", ({ caller }) => `${caller} signed out`],
  "session.refused": ["Authentication", "refused", ({ caller, because }) => `${caller} was not let in${because}`],
  "session.ended": ["Authentication", "logout", ({ caller }) => `${caller} ended sessions of the console`],
  "access.refused": ["Access Management", "refused", ({ caller, because }) => `${caller} was refused${because}`],
  "person.role-changed": ["Access Management", "modified", ({ caller }) => `${caller}: a role changed`],
  "person.groups-changed": ["Access Management", "modified", ({ caller }) => `The groups of ${caller} changed`],
  "person.removed": ["Access Management", "deleted", ({ caller }) => `${caller} removed a person`],
  "agent.owners-changed": ["Access Management", "modified", ({ caller }) => `${caller} changed who owns agents`],
  "stand-in.named": ["Access Management", "created", ({ caller }) => `${caller} named a stand-in`],
  "stand-in.ended": ["Access Management", "deleted", ({ caller }) => `${caller} ended a stand-in`],
  "channel.created": ["Notification", "created", ({ caller }) => `${caller} added a notification channel`],
  "channel.updated": ["Notification", "modified", ({ caller }) => `${caller} changed a notification channel`],
  "channel.removed": ["Notification", "deleted", ({ caller }) => `${caller} removed a notification channel`],
  "channel.tested": ["Notification", "tested", ({ caller }) => `${caller} sent a test to a notification channel`],
  "slack-user.linked": ["Notification", "linked", ({ caller }) => `${caller} linked a Slack user`],
  "slack-user.unlinked": ["Notification", "unlinked", ({ caller }) => `${caller} unlinked a Slack user`],
  "policy.published": [
    "Policy",
    "modified",
    ({ caller, because, event }) => `${caller} published version ${event.policyVersion} of the policy${because}`,
  ],
  "policy.draft-saved": ["Policy", "modified", ({ caller }) => `${caller} saved the draft of the policy`],
  "policy.draft-discarded": ["Policy", "deleted", ({ caller }) => `${caller} discarded the draft of the policy`],
  "policy.backtest-started": ["Policy", "accessed", ({ caller }) => `${caller} tried a policy on past calls`],
  "policy.backtest-cancelled": ["Policy", "accessed", ({ caller }) => `${caller} cancelled a backtest of a policy`],
  "tool.learned": [
    "Connection",
    "modified",
    ({ event }) => `Tools of ${event.connection} were seen for the first time`,
  ],
  "tool.changed": [
    "Connection",
    "modified",
    ({ event }) => `Tools of ${event.connection} changed what they say of themselves`,
  ],
  "connection.created": [
    "Connection",
    "created",
    ({ caller, event }) => `${caller} added connection ${event.connection}`,
  ],
  "connection.updated": [
    "Connection",
    "modified",
    ({ caller, event }) => `${caller} changed connection ${event.connection}`,
  ],
  "gateway-key.created": ["Access Management", "created", ({ caller }) => `${caller} created a gateway key`],
  "gateway-key.revoked": ["Access Management", "deleted", ({ caller }) => `${caller} revoked a gateway key`],
  "identity.disabled": [
    "Access Management",
    "modified",
    ({ caller, because }) => `${caller} disabled a caller${because}`,
  ],
  "identity.enabled": ["Access Management", "modified", ({ caller }) => `${caller} enabled a caller`],
  "payload.viewed": ["Audit Trail", "accessed", ({ caller, target }) => `${caller} read the bodies of ${target}`],
  "audit.exported": ["Audit Trail", "exported", ({ caller }) => `${caller} exported the audit log`],
  "export.finished": ["Audit Trail", "exported", ({ caller }) => `An export of ${caller} ended`],
  "export.downloaded": ["Audit Trail", "exported", ({ caller }) => `${caller} downloaded an exported file`],
  "export-schedule.created": ["Audit Trail", "created", ({ caller }) => `${caller} added a scheduled export`],
  "export-schedule.updated": ["Audit Trail", "modified", ({ caller }) => `${caller} changed a scheduled export`],
  "export-schedule.removed": ["Audit Trail", "deleted", ({ caller }) => `${caller} removed a scheduled export`],
  "export-schedule.stopped": ["Audit Trail", "modified", () => "A scheduled export stopped"],
  "retention.updated": ["Audit Trail", "modified", ({ caller }) => `${caller} changed how long events are kept`],
  "legal-hold.placed": ["Audit Trail", "created", ({ caller }) => `${caller} placed a legal hold`],
  "legal-hold.released": ["Audit Trail", "deleted", ({ caller }) => `${caller} released a legal hold`],
  "ledger.removed": ["Audit Trail", "deleted", () => "A day of the ledger was removed by its retention"],
  "view.created": ["Audit Trail", "created", ({ caller }) => `${caller} saved a view of the audit log`],
  "view.updated": ["Audit Trail", "modified", ({ caller }) => `${caller} changed a view of the audit log`],
  "view.removed": ["Audit Trail", "deleted", ({ caller }) => `${caller} removed a view of the audit log`],
  "view.marked": ["Audit Trail", "modified", ({ caller }) => `${caller} marked a view of the audit log`],
  "watch.created": ["Watch", "created", ({ caller }) => `${caller} added a watch`],
  "watch.updated": ["Watch", "modified", ({ caller }) => `${caller} changed a watch`],
  "watch.removed": ["Watch", "deleted", ({ caller }) => `${caller} removed a watch`],
  "watch.fired": ["Watch", "fired", ({ because }) => `A watch fired${because}`],
  "sink.created": ["Sink", "created", ({ caller }) => `${caller} added a sink`],
  "sink.updated": ["Sink", "modified", ({ caller }) => `${caller} changed a sink`],
  "sink.paused": ["Sink", "paused", ({ caller }) => `${caller} paused a sink`],
  "sink.resumed": ["Sink", "resumed", ({ caller }) => `${caller} resumed a sink`],
  "sink.tested": ["Sink", "tested", ({ caller }) => `${caller} sent a test event to a sink`],
  "sink.held": ["Sink", "held", ({ because }) => `Delivery to a sink waits for a person${because}`],
  "sink.refused-events": ["Sink", "refused", ({ because }) => `A sink refused events for good${because}`],
  "sink.recovered": ["Sink", "recovered", () => "Delivery to a sink works again"],
  "sink.replay-requested": ["Sink", "replayed", ({ caller }) => `${caller} had refused events sent to a sink again`],
  "sink.backfill-started": ["Sink", "modified", ({ caller }) => `${caller} started a backfill of a sink`],
  "sink.backfill-cancelled": ["Sink", "modified", ({ caller }) => `${caller} cancelled a backfill of a sink`],
  "sink.backfill-completed": ["Sink", "modified", () => "A backfill of a sink is complete"],
  "datadog.content-installed": [
    "Sink",
    "modified",
    ({ caller }) => `${caller} wrote the dashboard and monitors of Holdpoint to Datadog`,
  ],
  "datadog.content-removed": [
    "Sink",
    "deleted",
    ({ caller }) => `${caller} removed the dashboard and monitors of Holdpoint from Datadog`,
  ],
  "ledger.reconciled": ["Audit Trail", "reconciled", () => "An hour of the audit trail was counted and sealed"],
  "api-key.created": ["Access Management", "created", ({ caller }) => `${caller} created an API key`],
  "api-key.revoked": ["Access Management", "deleted", ({ caller }) => `${caller} revoked an API key`],
};

/** The event in Datadog's audit vocabulary (`evt.name`, `action`); MCP requests go by the name Datadog gives its own. */
export function describeEvent(event: AuditEvent): { name: string; action: string; sentence: string } {
  const [name, action, sentence] = vocabulary[event.type];
  const called = event.tool === null ? (event.operation ?? "a call") : `tool ${event.tool}`;
  const why = event.reason ?? event.errorCode;
  return {
    name: name === "Request" && event.kind === "mcp" ? "MCP Server" : name,
    action,
    sentence: sentence({
      event,
      caller: callerOf(event),
      target: event.connection === null ? called : `${called} on ${event.connection}`,
      because: why ? `: ${why}` : "",
      approved: event.approver === null ? "" : `, approved by ${event.approver}`,
    }),
  };
}

function callerOf({ agent, userName, userId }: AuditEvent): string {
  const person = userName ?? userId;
  if (agent === null) return person ?? "Somebody unidentified";
  return person === null ? agent : `${agent} for ${person}`;
}

function verdict(verb: string): (words: Words) => string {
  return ({ caller, target, because, event }) => `${event.approver ?? caller} ${verb} ${target}${because}`;
}

function ending(words: string): (words: Words) => string {
  return ({ caller, target, because }) => `The hold of ${caller} on ${target} ${words}${because}`;
}
