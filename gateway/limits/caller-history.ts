import type { CallCounts, CallHistory } from "#lib/policies/decision.ts";
import type { Effect } from "#lib/policies/schemas.ts";

/** Callers, and tools of callers, that are remembered; beyond it what was not called for longest is forgotten. */
const maxRemembered = 10_000;

/**
 * What callers did in the last minute and hour, as this process saw it: calls that policy judged, by what it decided. In
 * slots of 5 seconds and of a minute, so that a caller costs the same however much it calls.
 */
export class CallerHistory {
  readonly #byCaller: Memory;
  readonly #bySameCall: Memory;

  /** `now` in ms. */
  constructor(now: () => number = Date.now) {
    this.#byCaller = new Memory(now);
    this.#bySameCall = new Memory(now);
  }

  /** `operation`: what it called, in words that are the same for calls that count as the same. */
  note(callerId: string, operation: string, effect: Effect): void {
    this.#byCaller.note(callerId, effect);
    this.#bySameCall.note(`${callerId}\0${operation}`, effect);
  }

  /** What the caller did before now; `same`: of that, the same operation. */
  of(callerId: string, operation: string): CallHistory {
    return { ...this.#byCaller.of(callerId), same: this.#bySameCall.of(`${callerId}\0${operation}`) };
  }
}

class Memory {
  readonly #rings = new Map<string, { minute: Ring; hour: Ring }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  note(key: string, effect: Effect): void {
    const rings = this.#rings.get(key) ?? { minute: new Ring(12, 5_000), hour: new Ring(60, 60_000) };
    // A map keeps the order of insertion: who calls goes to its end.
    this.#rings.delete(key);
    this.#rings.set(key, rings);
    const [oldest] = this.#rings.size > maxRemembered ? this.#rings.keys() : [];
    if (oldest !== undefined) this.#rings.delete(oldest);
    const now = this.#now();
    rings.minute.add(now, effect);
    rings.hour.add(now, effect);
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

  add(now: number, effect: Effect): void {
    const at = Math.floor(now / this.#slotMs);
    const start = (at * slotFields) % this.#slots.length;
    if (this.#slots[start] !== at) this.#slots.fill(0, start, start + slotFields);
    this.#slots[start] = at;
    this.#count(start + 1);
    if (effect === "deny") this.#count(start + 2);
    if (effect === "hold") this.#count(start + 3);
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

  #count(index: number): void {
    this.#slots[index] = (this.#slots[index] ?? 0) + 1;
  }
}
