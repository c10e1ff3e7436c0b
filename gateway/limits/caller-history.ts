import type { CallCounts, CallHistory } from "#lib/policies/decision.ts";
import type { Effect } from "#lib/policies/schemas.ts";

/** Callers that are remembered; beyond it the one that has not called for longest is forgotten. */
const maxCallers = 10_000;
const minuteSlots = 12;
const hourSlots = 60;

/**
 * What callers did in the last minute and hour, as this process saw it: calls that policy judged, by what it decided. In
 * slots of 5 seconds and of a minute, so that a caller costs the same however much it calls.
 */
export class CallerHistory {
  readonly #callers = new Map<string, Rings>();
  readonly #now: () => number;

  /** `now` in ms. */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  note(callerId: string, effect: Effect): void {
    let rings = this.#callers.get(callerId);
    if (rings) this.#callers.delete(callerId);
    else rings = { minute: new Ring(minuteSlots, 5_000), hour: new Ring(hourSlots, 60_000) };
    // A map keeps the order of insertion: who calls goes to its end.
    this.#callers.set(callerId, rings);
    const [oldest] = this.#callers.size > maxCallers ? this.#callers.keys() : [];
    if (oldest !== undefined) this.#callers.delete(oldest);
    const now = this.#now();
    rings.minute.add(now, effect);
    rings.hour.add(now, effect);
  }

  /** What the caller did before now. */
  of(callerId: string): CallHistory {
    const rings = this.#callers.get(callerId);
    if (!rings) return nothing;
    const now = this.#now();
    return { minute: rings.minute.sum(now), hour: rings.hour.sum(now) };
  }
}

type Rings = { minute: Ring; hour: Ring };
const zero: CallCounts = { calls: 0, denied: 0, held: 0 };
const nothing: CallHistory = { minute: zero, hour: zero };

/** Counts by slot of time; what is older than a whole turn does not count. */
class Ring {
  readonly #slotMs: number;
  readonly #slots: { at: number; calls: number; denied: number; held: number }[];

  constructor(slots: number, slotMs: number) {
    this.#slotMs = slotMs;
    this.#slots = Array.from({ length: slots }, () => ({ at: -1, calls: 0, denied: 0, held: 0 }));
  }

  add(now: number, effect: Effect): void {
    const at = Math.floor(now / this.#slotMs);
    const slot = this.#slots[at % this.#slots.length];
    if (!slot) return;
    if (slot.at !== at) Object.assign(slot, { at, calls: 0, denied: 0, held: 0 });
    slot.calls++;
    if (effect === "deny") slot.denied++;
    if (effect === "hold") slot.held++;
  }

  sum(now: number): CallCounts {
    const first = Math.floor(now / this.#slotMs) - this.#slots.length + 1;
    const sum = { calls: 0, denied: 0, held: 0 };
    for (const slot of this.#slots) {
      if (slot.at < first) continue;
      sum.calls += slot.calls;
      sum.denied += slot.denied;
      sum.held += slot.held;
    }
    return sum;
  }
}
