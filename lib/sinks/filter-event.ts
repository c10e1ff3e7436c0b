import type { AuditEvent, EventType } from "#lib/ledger/events.ts";
import { eventGroups } from "#lib/ledger/schemas.ts";
import type { SinkFilter, SinkSettings } from "./schemas.ts";
import type { SinkDriver } from "./sink-driver.ts";

/** Verdicts of people, and how holds ended without one. */
const verdicts = new Set<EventType>([
  "hold.voted",
  "hold.approved",
  "hold.denied",
  "hold.expired",
  "hold.cancelled",
  "hold.broke-glass",
  "hold.reviewed",
  "grant.created",
  "grant.revoked",
]);
/** A receiver that counts must know what there is to count, whatever else it gets. */
const always = new Set<EventType>(["ledger.reconciled"]);

/** What a sink gets of the ledger: which events, and what of them. */
export function filterOf({ driver, settings }: { driver: SinkDriver; settings: SinkSettings }): {
  takes: (event: AuditEvent) => boolean;
  reduce: <E extends AuditEvent>(event: E) => E;
} {
  return {
    takes: (event) => driver.takes(event) && passesFilter(event, settings.filter),
    reduce: (event) => withoutFields(event, settings),
  };
}

function passesFilter(event: AuditEvent, filter: SinkFilter | undefined): boolean {
  if (filter === undefined || always.has(event.type)) return true;
  const { only, groups, connections, agents, statuses } = filter;
  if (only === "decisions" && !isDecision(event)) return false;
  if (only === "approved" && !isApproved(event)) return false;
  if (groups && !groups.some((group) => (eventGroups[group] as readonly EventType[]).includes(event.type)))
    return false;
  if (connections && (event.connection === null || !connections.includes(event.connection))) return false;
  if (agents && (event.agent === null || !agents.includes(event.agent))) return false;
  return !statuses || statuses.includes(event.status);
}

function withoutFields<E extends AuditEvent>(event: E, { withoutFields: left }: SinkSettings): E {
  if (!left || left.length === 0) return event;
  const kept = { ...event };
  for (const field of left) {
    if (field === "attrs") kept.attrs = {};
    else kept[field] = null;
  }
  return kept;
}

/** One event for each decision: the end of a call that was allowed, not its start as well. */
function isDecision({ type, decision }: AuditEvent): boolean {
  return verdicts.has(type) || (decision !== null && type !== "call.started");
}

function isApproved({ type, approver }: AuditEvent): boolean {
  return approver !== null && (type === "call.finished" || type === "hold.approved" || type === "hold.broke-glass");
}
