import { Refusal } from "../errors.ts";

const sweepMs = 60_000;
/** What a caller may save up by being quiet. */
const burstMs = 10_000;

/** Limits of one caller on one connection; null: none. */
export type Limits = { callsPerMinute: number | null; callsAtOnce: number | null };

type Use = { tokens: number; at: number; running: number };

/**
 * Rate (a token bucket that holds ten seconds' worth) and concurrency of each caller on each connection, in this process.
 */
export class CallLimits {
  readonly #defaults: Limits;
  readonly #uses = new Map<string, Use>();
  readonly #timer: NodeJS.Timeout;

  constructor(defaults: Limits) {
    this.#defaults = defaults;
    this.#timer = setInterval(() => this.#sweep(), sweepMs).unref();
  }

  /** Counts a call in. Returns what counts it out again, or a refusal that says when to come back. */
  enter(callerId: string, connection: string, override: Limits): (() => void) | Refusal {
    const callsPerMinute = override.callsPerMinute ?? this.#defaults.callsPerMinute;
    const callsAtOnce = override.callsAtOnce ?? this.#defaults.callsAtOnce;
    if (callsPerMinute === null && callsAtOnce === null) return nothing;
    const use = this.#useOf(`${connection} ${callerId}`);
    if (callsAtOnce !== null && use.running >= callsAtOnce) return new Refusal("too_many_calls").retryIn(1);
    if (callsPerMinute !== null) {
      const perMs = callsPerMinute / 60_000;
      const now = performance.now();
      use.tokens = Math.min(Math.max(1, perMs * burstMs), use.tokens + (now - use.at) * perMs);
      use.at = now;
      if (use.tokens < 1) return new Refusal("rate_limited").retryIn(Math.ceil((1 - use.tokens) / perMs / 1000));
      use.tokens--;
    }
    use.running++;
    return () => use.running--;
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #useOf(name: string): Use {
    let use = this.#uses.get(name);
    if (!use) {
      use = { tokens: Number.POSITIVE_INFINITY, at: performance.now(), running: 0 };
      this.#uses.set(name, use);
    }
    return use;
  }

  /** Who has been quiet for longer than a bucket takes to fill is as good as new. */
  #sweep(): void {
    const old = performance.now() - Math.max(sweepMs, burstMs);
    for (const [name, use] of this.#uses) if (use.running === 0 && use.at < old) this.#uses.delete(name);
  }
}

function nothing(): void {}
