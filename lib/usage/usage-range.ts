import { AppError } from "#lib/core/errors.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const mostDays = 400;

/** How long hours are kept; days are kept for good. */
export const keptHours = 35 * 24;
/** Up to this long, a time is in whole hours. */
const hourlyMs = 3 * dayMs;
/** Up to this long, a chart has a bucket an hour. */
const hourlyChartMs = 8 * dayMs;

export type Range = { from: Date; to: Date };
/** A time, and the one of the same length just before. */
export type Compared = { current: Range; previous: Range };

export type UsageRange = Range & {
  bucketMs: number;
  /** Up to the last full hour; null where hours that it takes are gone. */
  compared: Compared | null;
  /** Up to the last full day, for what has no hours; null where there is none. */
  comparedDays: Compared | null;
};

/**
 * Rounds a time out to what is kept: whole hours where it is short and lately and `hourly`, else whole days (UTC). Throws
 * `invalid` for a time that ends before it begins or is longer than 400 days.
 */
export function usageRange({ from, to }: Range, now: Date, hourly: boolean): UsageRange {
  const spanMs = to.getTime() - from.getTime();
  if (spanMs <= 0) throw new AppError("invalid", "The time ends before it begins. Choose another one.");
  if (spanMs > mostDays * dayMs) {
    throw new AppError("invalid", `Use is shown for at most ${mostDays} days at once. Choose a shorter time.`);
  }
  const grainMs = hourly && spanMs <= hourlyMs && hasHours(from, now) ? hourMs : dayMs;
  const range = { from: roundDown(from, grainMs), to: roundUp(to, grainMs) };
  const lengthMs = range.to.getTime() - range.from.getTime();
  const bucketMs = grainMs === hourMs || (lengthMs <= hourlyChartMs && hasHours(range.from, now)) ? hourMs : dayMs;
  const comparedDays = comparedUpTo(range, roundDown(now, dayMs), dayMs);
  const byHours = comparedUpTo(range, roundDown(now, hourMs), hourMs);
  // The first and last days of what is compared are in hours: these are gone where they are old.
  const edges = byHours ? [byHours.current, byHours.previous].flatMap((each) => [each.from, each.to]) : [];
  const isThere = edges.every((edge) => isWhole(edge, dayMs) || hasHours(roundDown(edge, dayMs), now));
  return { ...range, bucketMs, compared: isThere ? byHours : comparedDays, comparedDays };
}

function comparedUpTo({ from, to }: Range, last: Date, grainMs: number): Compared | null {
  const end = last < to ? last : to;
  if (end <= from || !isWhole(from, grainMs) || !isWhole(end, grainMs)) return null;
  const lengthMs = to.getTime() - from.getTime();
  return {
    current: { from, to: end },
    previous: { from: new Date(from.getTime() - lengthMs), to: new Date(end.getTime() - lengthMs) },
  };
}

function hasHours(at: Date, now: Date): boolean {
  return now.getTime() - at.getTime() < (keptHours - 2) * hourMs;
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
