import type { Pool } from "#lib/database/pool.ts";
import { findHolds, type HoldStanding } from "#lib/holds/find-holds.ts";
import type { HoldState } from "#lib/holds/schemas.ts";
import type { Logger } from "#lib/observability/logger.ts";
import { Cancellation } from "../pipeline/cancellation.ts";

const pollMs = 2_000;

type Waiter = { isOver: (state: HoldState) => boolean; tell: (news: HoldStanding) => void };

/** What is waited for: that people have decided, or that the call has run. */
const overs = {
  decided: (state: HoldState) => state !== "pending",
  finished: (state: HoldState) => !["pending", "approved", "executing", "dispatched"].includes(state),
};

/**
 * Where held calls wait for a decision. The database is the truth: a hold is read when a waiter comes, when its bell
 * rings, after every reconnection and every two seconds.
 */
export class WaitingRoom {
  readonly #pool: Pool;
  readonly #logger: Logger;
  readonly #waiters = new Map<string, Set<Waiter>>();
  readonly #due = new Set<string>();
  readonly #closing = new Cancellation();
  readonly #timer: NodeJS.Timeout;
  #reading = false;

  constructor(options: { pool: Pool; logger: Logger }) {
    this.#pool = options.pool;
    this.#logger = options.logger;
    this.#timer = setInterval(() => this.ringAll(), pollMs);
  }

  /** Waits until the hold is decided or finished, the budget is spent or the gateway drains, or one of `gone` says so. */
  wait(
    id: string,
    options: { budgetMs: number; gone: readonly Cancellation[]; until?: keyof typeof overs },
  ): Promise<HoldStanding | "pending" | "gone"> {
    return new Promise((resolve) => {
      const budget = setTimeout(() => settle("pending"), options.budgetMs);
      const drained = (): void => settle("pending");
      const left = (): void => settle("gone");
      const settle = (outcome: HoldStanding | "pending" | "gone"): void => {
        clearTimeout(budget);
        for (const each of options.gone) each.offAbort(left);
        this.#closing.offAbort(drained);
        this.#leave(id, waiter);
        resolve(outcome);
      };
      const waiter: Waiter = { isOver: overs[options.until ?? "decided"], tell: settle };
      this.#enter(id, waiter);
      for (const each of options.gone) each.onAbort(left);
      if (options.gone.some(({ aborted }) => aborted)) return;
      this.#closing.onAbort(drained);
      this.ring(id);
    });
  }

  /** Reads the hold now, if anybody here waits for it. */
  ring(id: string): void {
    if (!this.#waiters.has(id)) return;
    this.#due.add(id);
    void this.#read();
  }

  ringAll(): void {
    for (const id of this.#waiters.keys()) this.#due.add(id);
    void this.#read();
  }

  /** Lets everybody go with a pending answer: their retry finds the hold again, here or at another gateway. */
  close(): void {
    clearInterval(this.#timer);
    this.#closing.abort();
  }

  async #read(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    try {
      while (this.#due.size > 0) {
        const ids = [...this.#due];
        this.#due.clear();
        for (const standing of await findHolds(this.#pool, ids)) {
          for (const waiter of this.#waiters.get(standing.id) ?? []) {
            if (waiter.isOver(standing.state)) waiter.tell(standing);
          }
        }
      }
    } catch (error) {
      this.#logger.warn({ err: error }, "holds could not be read; trying again shortly");
    } finally {
      this.#reading = false;
    }
  }

  #enter(id: string, waiter: Waiter): void {
    const waiters = this.#waiters.get(id) ?? new Set();
    this.#waiters.set(id, waiters.add(waiter));
  }

  #leave(id: string, waiter: Waiter): void {
    const waiters = this.#waiters.get(id);
    waiters?.delete(waiter);
    if (waiters?.size === 0) this.#waiters.delete(id);
  }
}
