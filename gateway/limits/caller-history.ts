import type { CallCounts, CallHistory } from "#lib/policies/decision.ts";
import type { Effect } from "#lib/policies/schemas.ts";

/** Callers, and tools of callers, that are remembered; beyond it what was not called for longest is forgotten. */
const maxRemembered = 10_000;

/** So often the processes of a gateway tell each other what they counted. */
const tellMs = 100;

/** Calls that were counted since the last news: of whom, of what, how many of them how. */
export type HistoryNews = [callerId: string, operation: string, counts: CallCounts];

/** The other processes that share the port. */
export type HistoryNeighbours = {
  tell: (news: HistoryNews[]) => void;
  listen: (hear: (news: readonly HistoryNews[]) => void) => void;
};

/**
 * What callers did in the last minute and hour: calls that policy judged, by what it decided. In slots of 5 seconds and of a
 * minute, so that a caller costs the same however much it calls. Processes that share a port tell each other; for a tenth
 * of a second each knows its own calls only.
 */
export class CallerHistory {
  readonly #byCaller: Memory;
  readonly #bySameCall: Memory;
  readonly #neighbours: HistoryNeighbours | undefined;
  #news = new Map<string, HistoryNews>();

  /** `now` in ms. */
  constructor({ now = Date.now, neighbours }: { now?: () => number; neighbours?: HistoryNeighbours | undefined } = {}) {
    this.#byCaller = new Memory(now);
    this.#bySameCall = new Memory(now);
    this.#neighbours = neighbours;
    neighbours?.listen((news) => {
      for (const [callerId, operation, counts] of news) this.#add(callerId, operation, counts);
    });
  }

  /** `operation`: what it called, in words that are the same for calls that count as the same. */
  note(callerId: string, operation: string, effect: Effect): void {
    const counts = { calls: 1, denied: effect === "deny" ? 1 : 0, held: effect === "hold" ? 1 : 0 };
    this.#add(callerId, operation, counts);
    if (this.#neighbours) this.#keepForNeighbours(callerId, operation, counts);
  }

  /** What the caller did before now; `same`: of that, the same operation. */
  of(callerId: string, operation: string): CallHistory {
    return { ...this.#byCaller.of(callerId), same: this.#bySameCall.of(sameCall(callerId, operation)) };
  }

  #add(callerId: string, operation: string, counts: CallCounts): void {
    this.#byCaller.add(callerId, counts);
    this.#bySameCall.add(sameCall(callerId, operation), counts);
  }

  #keepForNeighbours(callerId: string, operation: string, counts: CallCounts): void {
    const key = sameCall(callerId, operation);
    const [, , before = zero] = this.#news.get(key) ?? [];
    this.#news.set(key, [callerId, operation, sumOf(before, counts)]);
    if (this.#news.size > 1 || before.calls > 0) return;
    setTimeout(() => {
      const news = [...this.#news.values()];
      this.#news = new Map();
      this.#neighbours?.tell(news);
    }, tellMs).unref();
  }
}

function sameCall(callerId: string, operation: string): string {
  return `${callerId}\0${operation}`;
}

function sumOf(a: CallCounts, b: CallCounts): CallCounts {
  return { calls: a.calls + b.calls, denied: a.denied + b.denied, held: a.held + b.held };
}

class Memory {
  readonly #rings = new Map<string, { minute: Ring; hour: Ring }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  add(key: string, counts: CallCounts): void {
    const rings = this.#rings.get(key) ?? { minute: new Ring(12, 5_000), hour: new Ring(60, 60_000) };
    // A map keeps the order of insertion: who calls goes to its end.
    this.#rings.delete(key);
    this.#rings.set(key, rings);
    const [oldest] = this.#rings.size > maxRemembered ? this.#rings.keys() : [];
    if (oldest !== undefined) this.#rings.delete(oldest);
    const now = this.#now();
    rings.minute.add(now, counts);
    rings.hour.add(now, counts);
  }

  of(key: string): { minute: CallCounts; hour: CallCounts } {
    const rings = this.#rings.get(key);
    if (!rings) return { minute: zero, hour: zero };
    const now = this.#now();
    return { minute: rings.minute.sum(now), hour: rings.hour.sum(now) };
  }
}

const zero: CallCounts = { calls: 0, denied: 0, held: 0 };
/** Of each slot: which stretch of time it is of, and calls, denied and held in it. */
const slotFields = 4;

/** Counts by slot of time; what is older than a whole turn does not count. */
class Ring {
  readonly #slotMs: number;
  readonly #slots: Int32Array;

  constructor(slots: number, slotMs: number) {
    this.#slotMs = slotMs;
    this.#slots = new Int32Array(slots * slotFields);
  }

  add(now: number, { calls, denied, held }: CallCounts): void {
    const at = Math.floor(now / this.#slotMs);
    const start = (at * slotFields) % this.#slots.length;
    if (this.#slots[start] !== at) this.#slots.fill(0, start, start + slotFields);
    this.#slots[start] = at;
    this.#count(start + 1, calls);
    this.#count(start + 2, denied);
    this.#count(start + 3, held);
  }

  sum(now: number): CallCounts {
    const slots = this.#slots;
    const first = Math.floor(now / this.#slotMs) - slots.length / slotFields + 1;
    const sum = { calls: 0, denied: 0, held: 0 };
    for (let start = 0; start < slots.length; start += slotFields) {
      if ((slots[start] ?? 0) < first) continue;
      sum.calls += slots[start + 1] ?? 0;
      sum.denied += slots[start + 2] ?? 0;
      sum.held += slots[start + 3] ?? 0;
    }
    return sum;
  }

  #count(index: number, count: number): void {
    this.#slots[index] = (this.#slots[index] ?? 0) + count;
  }
}
