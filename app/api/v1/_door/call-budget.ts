type Bucket = { tokens: number; at: number };

const mostBuckets = 10_000;

/** A token bucket for each id: `perMinute` on average, in bursts of up to ten seconds' worth. */
export type CallBudget = {
  /** Takes one call; else the seconds until there is one again. */
  take: (id: string, now: number) => { ok: true } | { ok: false; retryAfterS: number };
};

export function createCallBudget(perMinute: number): CallBudget {
  const perMs = perMinute / 60_000;
  const burst = Math.max(1, perMinute / 6);
  const buckets = new Map<string, Bucket>();

  function fill(id: string, now: number): Bucket {
    const bucket = buckets.get(id) ?? { tokens: burst, at: now };
    bucket.tokens = Math.min(burst, bucket.tokens + Math.max(0, now - bucket.at) * perMs);
    bucket.at = now;
    // Last used last, so that the first is the one to forget.
    buckets.delete(id);
    buckets.set(id, bucket);
    const [oldest] = buckets.keys();
    if (buckets.size > mostBuckets && oldest !== undefined) buckets.delete(oldest);
    return bucket;
  }

  return {
    take(id, now) {
      const bucket = fill(id, now);
      if (bucket.tokens < 1) return { ok: false, retryAfterS: Math.ceil((1 - bucket.tokens) / perMs / 1000) };
      bucket.tokens -= 1;
      return { ok: true };
    },
  };
}
