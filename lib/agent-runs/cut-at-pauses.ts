type Event = { at: Date; durationMs: number | null };

/** After so long without a call, what follows is another run. */
const pauseMs = 10 * 60_000;

/** Of events, oldest first, those around `at` that no longer pause parts from it. Waiting for people is no pause. */
export function cutAtPauses<Each extends Event>(events: readonly Each[], at: Date): Each[] {
  const starts = events.flatMap((event, index) => (index === 0 || isPause(events[index - 1], event) ? [index] : []));
  const start = starts.findLast((index) => (events[index]?.at.getTime() ?? 0) <= at.getTime()) ?? 0;
  const next = starts.find((index) => index > start);
  return events.slice(start, next);
}

function isPause(before: Event | undefined, event: Event): boolean {
  const startedMs = event.at.getTime() - (event.durationMs ?? 0);
  return before !== undefined && startedMs - before.at.getTime() > pauseMs;
}
