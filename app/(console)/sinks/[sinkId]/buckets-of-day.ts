import type { SinkMinute } from "#lib/sinks/read-sink-history.ts";

const dayMs = 86_400_000;
const bucketMs = 15 * 60_000;

/** A quarter of an hour: its worst lag, and what was delivered, retried and refused in it. */
export type Bucket = { from: Date; lagMs: number; delivered: number; retried: number; refused: number };

/** The past day in quarters of an hour, oldest first. Where nothing was noted, nothing waited. */
export function bucketsOfDay(minutes: readonly SinkMinute[], now: Date): Bucket[] {
  const last = Math.floor(now.getTime() / bucketMs) * bucketMs;
  const first = last - dayMs + bucketMs;
  const buckets = Array.from({ length: dayMs / bucketMs }, (_, index) => ({
    from: new Date(first + index * bucketMs),
    lagMs: 0,
    delivered: 0,
    retried: 0,
    refused: 0,
  }));
  for (const { minute, lagMs, delivered, retried, refused } of minutes) {
    const bucket = buckets[Math.floor((new Date(minute).getTime() - first) / bucketMs)];
    if (!bucket) continue;
    bucket.lagMs = Math.max(bucket.lagMs, lagMs);
    bucket.delivered += delivered;
    bucket.retried += retried;
    bucket.refused += refused;
  }
  return buckets;
}
