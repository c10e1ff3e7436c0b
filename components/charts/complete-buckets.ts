import type { ChartPoint } from "./series.ts";

const mostBars = 420;

export type Buckets = { bucketMs: number; points: ChartPoint[] };

/**
 * Every bucket of the range, oldest first, also those in which nothing was. Buckets begin at multiples of `bucketMs`;
 * where there would be more than fit on a screen, neighbours are put together.
 */
export function completeBuckets(
  range: { from: Date; to: Date; bucketMs: number },
  given: readonly ChartPoint[],
): Buckets {
  const from = range.from.getTime();
  const spanMs = Math.max(1, range.to.getTime() - from);
  const bucketMs = range.bucketMs * Math.max(1, Math.ceil(spanMs / range.bucketMs / mostBars));
  const first = Math.floor(from / bucketMs) * bucketMs;
  const length = Math.ceil((range.to.getTime() - first) / bucketMs);
  const sums = Array.from({ length: Math.max(1, length) }, (): Record<string, number> => ({}));
  for (const { at, values } of given) {
    const sum = sums[Math.floor((at.getTime() - first) / bucketMs)];
    if (!sum) continue;
    for (const [key, value] of Object.entries(values)) sum[key] = (sum[key] ?? 0) + value;
  }
  return { bucketMs, points: sums.map((values, index) => ({ at: new Date(first + index * bucketMs), values })) };
}
