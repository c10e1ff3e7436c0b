import type { EventRow } from "#lib/ledger/schemas.ts";

/** One call of a run, or something else that happened in it. */
export type Step = {
  /** The entry that tells how it ended, as far as it did. */
  event: EventRow;
  startedAt: Date;
  endedAt: Date;
  /** From the end of what went before to its start; null for the first. Zero where they overlap. */
  gapMs: number | null;
  /** Whether people were asked. */
  wasHeld: boolean;
};

/** The calls of a run, oldest first, each once: a held call with its decision and its end is one step. */
export function toSteps(events: readonly EventRow[]): Step[] {
  const byCall = new Map<string, EventRow[]>();
  for (const event of events) {
    const key = event.callId ?? event.holdId ?? event.id;
    byCall.set(key, [...(byCall.get(key) ?? []), event]);
  }
  const steps = [...byCall.values()].map(toStep).toSorted((a, b) => a.startedAt.getTime() - b.startedAt.getTime());
  let endMs: number | null = null;
  return steps.map((step) => {
    const gapMs = endMs === null ? null : Math.max(0, step.startedAt.getTime() - endMs);
    endMs = Math.max(endMs ?? 0, step.endedAt.getTime());
    return { ...step, gapMs };
  });
}

function toStep(events: EventRow[]): Omit<Step, "gapMs"> {
  const [first] = events;
  const end = events.findLast(({ type }) => type === "call.finished" || type === "call.refused");
  const event = end ?? events.findLast(({ type }) => type.startsWith("call.")) ?? events.at(-1) ?? first;
  if (!first || !event) throw new Error("A step has at least one event.");
  const begins = events.map(({ at, durationMs }) => at.getTime() - (durationMs ?? 0));
  return {
    event,
    startedAt: new Date(Math.min(...begins)),
    endedAt: new Date(Math.max(...events.map(({ at }) => at.getTime()))),
    wasHeld: events.some(({ type }) => type === "call.held"),
  };
}
