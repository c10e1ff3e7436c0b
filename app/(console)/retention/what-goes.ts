import { formatBytes } from "#components/ui/time-format.ts";
import type { LedgerDay } from "#lib/retention/schemas.ts";

const dayMs = 86_400_000;

type Limits = { eventDays: number | null; payloadDays: number | null };

/** The days that would be removed at once; the worker decides by the same rule. */
export function whatGoes(days: readonly LedgerDay[], { eventDays, payloadDays }: Limits, now: Date): LedgerDay[] {
  const limits = {
    events: eventDays ?? Infinity,
    payloads: Math.min(eventDays ?? Infinity, payloadDays ?? Infinity),
  };
  return days.filter(({ day, kind }) => Date.parse(day) + dayMs <= now.getTime() - limits[kind] * dayMs);
}

/** Such as "events of 3 days and payloads of 12 days (4.1 GB)"; null where nothing goes. */
export function describeGoing(days: readonly LedgerDay[]): string | null {
  if (days.length === 0) return null;
  const parts = (["events", "payloads"] as const).flatMap((kind) => {
    const count = days.filter((day) => day.kind === kind).length;
    return count === 0 ? [] : [`${kind} of ${count} ${count === 1 ? "day" : "days"}`];
  });
  return `${parts.join(" and ")} (${formatBytes(days.reduce((sum, { bytes }) => sum + bytes, 0))})`;
}
