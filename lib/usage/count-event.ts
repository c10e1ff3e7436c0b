import type { AuditEvent } from "#lib/ledger/events.ts";
import { addTime, type Bins } from "./sketch.ts";
import type { UsageCounts } from "./schemas.ts";
import { countedName, type Dimension } from "./dimensions.ts";

/** What is counted of a set of events. */
export type Tally = UsageCounts & { gatewayBins: Bins; upstreamBins: Bins; userIds: Set<string> };

export function emptyTally(): Tally {
  return {
    requests: 0,
    failed: 0,
    denied: 0,
    held: 0,
    approved: 0,
    rejected: 0,
    expired: 0,
    requestBytes: 0,
    responseBytes: 0,
    gatewayBins: new Map(),
    upstreamBins: new Map(),
    userIds: new Set(),
  };
}

const answered = new Set<string>(["call.finished", "call.refused", "call.replayed"]);
const outcomes = {
  "call.held": "held",
  "hold.approved": "approved",
  "hold.broke-glass": "approved",
  "hold.denied": "rejected",
  "hold.expired": "expired",
} as const satisfies Partial<Record<AuditEvent["type"], keyof UsageCounts>>;

/** Whether an event is about use at all: requests that were answered, and what became of held calls. */
export function isUse({ type }: AuditEvent): boolean {
  return answered.has(type) || Object.hasOwn(outcomes, type);
}

/** Adds an event. Response times are kept where hours are. */
export function countEvent(tally: Tally, event: AuditEvent, keeps: Pick<Dimension, "hourly" | "people">): void {
  if (!answered.has(event.type)) {
    const outcome = outcomes[event.type as keyof typeof outcomes];
    if (outcome) tally[outcome] += 1;
    return;
  }
  tally.requests += 1;
  if (event.status === "failed" || event.status === "unknown") tally.failed += 1;
  if (event.status === "denied") tally.denied += 1;
  tally.requestBytes += event.requestBytes ?? 0;
  tally.responseBytes += event.responseBytes ?? 0;
  if (keeps.people && event.userId) tally.userIds.add(countedName(event.userId));
  if (!keeps.hourly) return;
  if (event.durationMs !== null) addTime(tally.gatewayBins, gatewayMs(event, event.durationMs));
  if (event.upstreamMs !== null) addTime(tally.upstreamBins, event.upstreamMs);
}

/** What the gateway itself took: without the upstream, and without the wait for people where the request waited. */
function gatewayMs({ upstreamMs, holdMs }: AuditEvent, durationMs: number): number {
  const rest = durationMs - (upstreamMs ?? 0);
  return Math.max(0, holdMs !== null && holdMs <= rest ? rest - holdMs : rest);
}
