import type { AppError } from "#lib/core/errors.ts";
import type { Sealer } from "#lib/crypto/sealer.ts";
import type { Pool } from "#lib/database/pool.ts";
import type { CapturedPayload } from "#lib/payloads/schemas.ts";
import { appendToLedger } from "./append-to-ledger.ts";
import type { AuditEvent } from "./events.ts";
import { connectionWasLost, refusesARecord, unavailable } from "./write-errors.ts";

/** One at a time: what comes meanwhile shares the next commit, which costs PostgreSQL less than two of half the size. */
const maxFlushesInFlight = 1;
const maxRecordsPerFlush = 512;
const maxBytesPerFlush = 8_000_000;
/** For how long an ending is tried again, and how often. */
const keepMs = 60_000;
const retryMs = 250;

type Entry = {
  events: readonly AuditEvent[];
  payloads: readonly CapturedPayload[];
  records: number;
  bytes: number;
  dueAt: number;
  /** Until when it stays to be written after its caller was told that it was not; null: it does not. */
  keptUntil: number | null;
  resolve: () => void;
  reject: (error: AppError) => void;
};

/**
 * Appends to the ledger with group commit: what is there when a connection is free is one transaction, so that a quiet
 * gateway waits for nobody and a busy one shares its commits. One per process. Bounded: beyond `maxQueuedRecords` or
 * `maxQueuedBytes`, or after `deadlineMs`, an append is refused rather than kept waiting.
 */
export class LedgerWriter {
  readonly #pool: Pool;
  readonly #sealer: Sealer;
  readonly #deadlineMs: number;
  readonly #maxQueuedRecords: number;
  readonly #maxQueuedBytes: number;
  #queue: Entry[] = [];
  #queuedRecords = 0;
  #queuedBytes = 0;
  /** All that is not settled, in the order in which it is due, for the deadline. */
  readonly #unsettled = new Set<Entry>();
  #deadline: NodeJS.Timeout | undefined;
  #flushesInFlight = 0;
  #scheduled = false;
  #retry: NodeJS.Timeout | undefined;
  #closing = false;
  #whenIdle: (() => void) | undefined;

  constructor(options: {
    pool: Pool;
    sealer: Sealer;
    deadlineMs?: number;
    maxQueuedRecords?: number;
    maxQueuedBytes?: number;
  }) {
    this.#pool = options.pool;
    this.#sealer = options.sealer;
    this.#deadlineMs = options.deadlineMs ?? 2_000;
    this.#maxQueuedRecords = options.maxQueuedRecords ?? 10_000;
    this.#maxQueuedBytes = options.maxQueuedBytes ?? 64_000_000;
  }

  /**
   * Resolves once all of it is committed. Throws AppError `unavailable` where that did not happen in time. With `keep`,
   * which is for how a call ended, it is written later then, within a minute: it happened, whoever was told what. Of such
   * records there are no more than calls, so that they need no other bound.
   */
  append(
    events: readonly AuditEvent[],
    payloads: readonly CapturedPayload[] = [],
    { keep = false }: { keep?: boolean } = {},
  ): Promise<void> {
    const records = events.length + payloads.length;
    const bytes = payloads.reduce((sum, payload) => sum + payload.body.length, 0);
    if (!keep && this.#isFull(records, bytes)) {
      return Promise.reject(unavailable(new Error(`${this.#queuedRecords} records are queued`)));
    }
    return new Promise((resolve, reject) => {
      const now = performance.now();
      const entry: Entry = {
        events,
        payloads,
        records,
        bytes,
        dueAt: now + this.#deadlineMs,
        keptUntil: keep ? now + keepMs : null,
        resolve,
        reject,
      };
      this.#enqueue([entry]);
      this.#unsettled.add(entry);
      this.#deadline ??= setTimeout(() => this.#refuseLate(), this.#deadlineMs);
      this.#schedule();
    });
  }

  /** Writes what is queued, then resolves. Append nothing afterwards. */
  async close(): Promise<void> {
    this.#closing = true;
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#flush();
    if (this.#flushesInFlight > 0 || this.#queue.length > 0) {
      await new Promise<void>((resolve) => {
        this.#whenIdle = resolve;
      });
    }
    clearTimeout(this.#deadline);
  }

  #isFull(records: number, bytes: number): boolean {
    const tooMany = this.#queuedRecords + records > this.#maxQueuedRecords;
    return tooMany || (this.#queuedBytes > 0 && this.#queuedBytes + bytes > this.#maxQueuedBytes);
  }

  #enqueue(entries: readonly Entry[]): void {
    for (const entry of entries) {
      this.#queue.push(entry);
      this.#queuedRecords += entry.records;
      this.#queuedBytes += entry.bytes;
    }
  }

  /** After what else this turn of the event loop brings, if a connection is free. */
  #schedule(): void {
    if (this.#scheduled || this.#flushesInFlight >= maxFlushesInFlight) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  #flush(): void {
    while (this.#queue.length > 0 && this.#flushesInFlight < maxFlushesInFlight) {
      const batch = this.#take();
      this.#flushesInFlight++;
      void this.#write(batch).then(() => {
        this.#flushesInFlight--;
        if (this.#queue.length > 0 && !this.#retry) this.#schedule();
        else if (this.#flushesInFlight === 0) this.#whenIdle?.();
      });
    }
  }

  #take(): Entry[] {
    let records = 0;
    let bytes = 0;
    let count = 0;
    for (const entry of this.#queue) {
      records += entry.records;
      bytes += entry.bytes;
      if (count > 0 && (records > maxRecordsPerFlush || bytes > maxBytesPerFlush)) break;
      this.#queuedRecords -= entry.records;
      this.#queuedBytes -= entry.bytes;
      count++;
    }
    return this.#queue.splice(0, count);
  }

  /** One timer for all: it waits for the oldest that is not settled. */
  #refuseLate(): void {
    const now = performance.now();
    this.#deadline = undefined;
    for (const entry of this.#unsettled) {
      if (entry.dueAt > now) {
        this.#deadline = setTimeout(() => this.#refuseLate(), Math.max(1, entry.dueAt - now));
        break;
      }
      this.#giveUp(entry);
    }
  }

  #giveUp(entry: Entry): void {
    const index = entry.keptUntil === null ? this.#queue.indexOf(entry) : -1;
    if (index >= 0) {
      // What still waits is dropped, so that a call that was refused leaves no late trace of a start.
      this.#queue.splice(index, 1);
      this.#queuedRecords -= entry.records;
      this.#queuedBytes -= entry.bytes;
    }
    this.#settle(entry, unavailable(new Error(`not committed within ${this.#deadlineMs} ms`)));
  }

  async #write(batch: readonly Entry[]): Promise<void> {
    try {
      await this.#commit(batch).catch((error: unknown) => {
        if (!connectionWasLost(error)) throw error;
        return this.#commit(batch);
      });
      for (const entry of batch) this.#settle(entry);
    } catch (error) {
      // One record that PostgreSQL refuses must not take its neighbours with it.
      if (refusesARecord(error) && batch.length > 1) for (const entry of batch) await this.#write([entry]);
      else this.#fail(batch, error);
    }
  }

  #fail(batch: readonly Entry[], error: unknown): void {
    const now = performance.now();
    const kept = refusesARecord(error) || this.#closing ? [] : batch.filter(({ keptUntil }) => (keptUntil ?? 0) > now);
    for (const entry of batch) if (!kept.includes(entry)) this.#settle(entry, unavailable(error));
    if (kept.length === 0) return;
    this.#retry ??= setTimeout(() => {
      this.#retry = undefined;
      this.#schedule();
    }, retryMs);
    this.#enqueue(kept);
  }

  async #commit(batch: readonly Entry[]): Promise<void> {
    const events = batch.flatMap((entry) => entry.events);
    const payloads = batch.flatMap((entry) => entry.payloads);
    await appendToLedger(this.#pool, this.#sealer, { events, payloads });
  }

  /** Tells the caller, once, and forgets the entry: one that waited for the deadline would outlive two collections. */
  #settle(entry: Entry, error?: AppError): void {
    if (!this.#unsettled.delete(entry)) return;
    if (error) entry.reject(error);
    else entry.resolve();
  }
}
