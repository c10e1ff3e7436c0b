import { Refusal } from "../errors.ts";

const sweepMs = 60_000;
/** What a caller may save up by being quiet. */
const burstMs = 10_000;
/** So often the processes of a gateway tell each other what they let in. */
const tellMs = 100;

/** Limits of one caller on one connection; null: none. */
export type Limits = { callsPerMinute: number | null; callsAtOnce: number | null };

/** What a process let in since it last told: calls that began, under which rate, and calls that run by now. */
export type LimitNews = [name: string, begun: number, callsPerMinute: number | null, running: number];

/** The other processes that share the port. */
export type Neighbours = {
  tell: (news: LimitNews[]) => void;
  /** Calls `hear` with what another process tells, and `forget` when it is no more. */
  listen: (hear: (from: number, news: readonly LimitNews[]) => void, forget: (from: number) => void) => void;
};

type Use = {
  tokens: number;
  at: number;
  running: number;
  /** Running in other processes, by process. */
  elsewhere: Map<number, number> | undefined;
  /** Begun here since the neighbours were told. */
  begun: number;
  callsPerMinute: number | null;
  /** What the neighbours think is running here. */
  told: number;
};

/**
 * Rate (a token bucket that holds ten seconds' worth) and concurrency of each caller on each connection. Processes that
 * share a port tell each other: what the others let in is taken from the bucket too, below nothing if need be, so that in
 * the long run the rate is exact, and for a tenth of a second each process knows its own calls only. That a call has ended is told at once.
 */
export class CallLimits {
  readonly #defaults: Limits;
  readonly #uses = new Map<string, Use>();
  readonly #news = new Map<string, Use>();
  readonly #neighbours: Neighbours | undefined;
  readonly #timers: NodeJS.Timeout[];
  #isTelling = false;

  constructor(defaults: Limits, neighbours?: Neighbours) {
    this.#defaults = defaults;
    this.#neighbours = neighbours;
    this.#timers = [setInterval(() => this.#sweep(), sweepMs).unref()];
    if (!neighbours) return;
    this.#timers.push(setInterval(() => this.tell(), tellMs).unref());
    neighbours.listen(
      (from, news) => this.#hear(from, news),
      (from) => {
        for (const use of this.#uses.values()) use.elsewhere?.delete(from);
      },
    );
  }

  /** Counts a call in. Returns what counts it out again, or a refusal that says when to come back. */
  enter(callerId: string, connection: string, override: Limits): (() => void) | Refusal {
    const callsPerMinute = override.callsPerMinute ?? this.#defaults.callsPerMinute;
    const callsAtOnce = override.callsAtOnce ?? this.#defaults.callsAtOnce;
    if (callsPerMinute === null && callsAtOnce === null) return nothing;
    const name = `${connection} ${callerId}`;
    const use = this.#useOf(name);
    if (callsAtOnce !== null && runningOf(use) >= callsAtOnce) return new Refusal("too_many_calls").retryIn(1);
    if (callsPerMinute !== null) {
      refill(use, callsPerMinute);
      if (use.tokens < 1) {
        const perMs = callsPerMinute / 60_000;
        return new Refusal("rate_limited").retryIn(Math.ceil((1 - use.tokens) / perMs / 1000));
      }
      use.tokens--;
    }
    use.running++;
    use.begun++;
    use.callsPerMinute = callsPerMinute;
    if (!this.#neighbours) return () => use.running--;
    this.#news.set(name, use);
    return () => {
      use.running--;
      this.#news.set(name, use);
      // Whose next call goes to a process that still counts this one must not be refused for it.
      if (use.told > use.running) this.#tellNow();
    };
  }

  /** Tells the neighbours what they have not heard yet. */
  tell(): void {
    if (this.#news.size === 0) return;
    const news: LimitNews[] = [];
    for (const [name, use] of this.#news) {
      news.push([name, use.begun, use.callsPerMinute, use.running]);
      use.begun = 0;
      use.told = use.running;
    }
    this.#news.clear();
    this.#neighbours?.tell(news);
  }

  #tellNow(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    setImmediate(() => {
      this.#isTelling = false;
      this.tell();
    });
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  #hear(from: number, news: readonly LimitNews[]): void {
    for (const [name, begun, callsPerMinute, running] of news) {
      const use = this.#useOf(name);
      if (callsPerMinute !== null) {
        refill(use, callsPerMinute);
        use.tokens -= begun;
      }
      use.elsewhere ??= new Map();
      if (running > 0) use.elsewhere.set(from, running);
      else use.elsewhere.delete(from);
    }
  }

  #useOf(name: string): Use {
    let use = this.#uses.get(name);
    if (!use) {
      const at = performance.now();
      use = { tokens: Infinity, at, running: 0, elsewhere: undefined, begun: 0, callsPerMinute: null, told: 0 };
      this.#uses.set(name, use);
    }
    return use;
  }

  /** Who has been quiet, and whose bucket is full, is as good as new. */
  #sweep(): void {
    const old = performance.now() - Math.max(sweepMs, burstMs);
    for (const [name, use] of this.#uses) {
      if (runningOf(use) > 0 || use.at >= old) continue;
      if (use.callsPerMinute !== null) refill(use, use.callsPerMinute);
      if (use.tokens >= 0) this.#uses.delete(name);
    }
  }
}

function refill(use: Use, callsPerMinute: number): void {
  const perMs = callsPerMinute / 60_000;
  const now = performance.now();
  use.tokens = Math.min(Math.max(1, perMs * burstMs), use.tokens + (now - use.at) * perMs);
  use.at = now;
}

function runningOf({ running, elsewhere }: Use): number {
  let sum = running;
  if (elsewhere) for (const others of elsewhere.values()) sum += others;
  return sum;
}

function nothing(): void {}
