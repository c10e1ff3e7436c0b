import { AppError } from "#lib/core/errors.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const mostDays = 400;

/** How long the hours of one name are kept, and those of two names together; days are kept for good. */
export const keptHours = { one: 35 * 24, two: 6 * 24 };
/** Up to this long, a time is in whole hours. */
const hourlyMs = 3 * dayMs;
/** Up to this long, a chart has a bucket an hour. */
const hourlyChartMs = 8 * dayMs;

export type Range = { from: Date; to: Date };

export type UsageRange = Range & {
  bucketMs: number;
  /** What may be compared; null where the hours it would take are gone. */
  compared: { current: Range; previous: Range } | null;
};

/**
 * Rounds a time out to what is kept: whole hours where it is short and lately, else whole days (UTC). Throws `invalid`
 * for a time that ends before it begins or is longer than 400 days.
 */
export function usageRange({ from, to }: Range, now: Date): UsageRange {
  const spanMs = to.getTime() - from.getTime();
  if (spanMs <= 0) throw new AppError("invalid", "The time ends before it begins. Choose another one.");
  if (spanMs > mostDays * dayMs) {
    throw new AppError("invalid", `Use is shown for at most ${mostDays} days at once. Choose a shorter time.`);
  }
  const ageMs = now.getTime() - from.getTime();
  const hourly = spanMs <= hourlyMs && ageMs < (keptHours.two - 2) * hourMs;
  const grainMs = hourly ? hourMs : dayMs;
  const range = { from: roundDown(from, grainMs), to: roundUp(to, grainMs) };
  const lengthMs = range.to.getTime() - range.from.getTime();
  const bucketMs = hourly || (lengthMs <= hourlyChartMs && isKept(range.from, now)) ? hourMs : dayMs;
  return { ...range, bucketMs, compared: comparedRanges(range, now) };
}

/** Up to the last full hour, and just before: the same hours, one length of the range earlier. */
function comparedRanges({ from, to }: Range, now: Date): UsageRange["compared"] {
  const end = new Date(Math.min(to.getTime(), roundDown(now, hourMs).getTime()));
  if (end <= from) return null;
  const lengthMs = to.getTime() - from.getTime();
  const previous = { from: new Date(from.getTime() - lengthMs), to: new Date(end.getTime() - lengthMs) };
  // Days have no hours any more where they are old: then only whole days can be taken.
  const edges = [from, end, previous.from, previous.to];
  if (edges.every((edge) => isWhole(edge, dayMs) || isKept(roundDown(edge, dayMs), now))) {
    return { current: { from, to: end }, previous };
  }
  const lastDay = roundDown(end, dayMs);
  if (lastDay <= from || !isWhole(from, dayMs)) return null;
  return {
    current: { from, to: lastDay },
    previous: { from: previous.from, to: new Date(lastDay.getTime() - lengthMs) },
  };
}

function isKept(at: Date, now: Date): boolean {
  return now.getTime() - at.getTime() < (keptHours.one - 2) * hourMs;
}

function isWhole(at: Date, grainMs: number): boolean {
  return at.getTime() % grainMs === 0;
}

export function roundDown(at: Date, grainMs: number): Date {
  return new Date(Math.floor(at.getTime() / grainMs) * grainMs);
}

export function roundUp(at: Date, grainMs: number): Date {
  return new Date(Math.ceil(at.getTime() / grainMs) * grainMs);
}
