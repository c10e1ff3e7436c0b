import { z } from "zod";
import type { AuditEvent, EventType } from "./events.ts";
import { eventGroupNames } from "./shapes.ts";

/** Steps of a call that another event tells with more: lists leave them out, the timeline of an entry has them. */
export const stepTypes = [
  "call.started",
  "call.rejoined",
  "hold.claimed",
  "grant.used",
  "hold.rung",
] as const satisfies readonly EventType[];

/** Kinds of event that people ask for. */
export const eventGroups = {
  calls: ["call.finished", "call.refused", "call.held", "call.replayed"],
  approvals: [
    "call.held",
    "hold.voted",
    "hold.approved",
    "hold.denied",
    "hold.expired",
    "hold.cancelled",
    "hold.released",
    "hold.unknown",
    "hold.escalated",
    "hold.broke-glass",
    "hold.reviewed",
    "hold.verdict-refused",
    "hold.commented",
    "grant.created",
    "grant.revoked",
  ],
  administration: [
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
  ],
  access: [
    "session.signed-in",
    "session.signed-out",
    "session.refused",
    "session.ended",
    "access.refused",
    "payload.viewed",
    "audit.exported",
    "export.finished",
    "export.downloaded",
  ],
} as const satisfies Record<string, readonly EventType[]>;

export const EventGroup = z.enum(eventGroupNames);
export type EventGroup = z.infer<typeof EventGroup>;

/** One line of the audit log: metadata only. Times in ms, sizes in bytes; what was masked as `kind:count kind:count`. */
export type EventRow = Omit<AuditEvent, "attrs"> & { risk: string | null; masked: string | null };

/** One event in full, with what happened before and after it in the same call or hold, oldest first. */
export type EventDetails = {
  event: EventRow & { attrs: Record<string, unknown> };
  timeline: EventRow[];
  payloads: { direction: "request" | "response"; bytes: number; truncated: boolean }[];
};
