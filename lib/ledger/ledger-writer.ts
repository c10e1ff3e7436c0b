import { AppError } from "#lib/core/errors.ts";
import type { Sealer } from "#lib/crypto/sealer.ts";
import { inTransaction, type Pool } from "#lib/database/pool.ts";
import type { CapturedPayload } from "#lib/payloads/schemas.ts";
import { appendToLedger } from "./append-to-ledger.ts";
import type { AuditEvent } from "./events.ts";

const flushAtRecords = 64;
const flushAfterMs = 2;
const maxFlushesInFlight = 2;
const maxRecordsPerFlush = 512;

type Entry = {
  events: readonly AuditEvent[];
  payloads: readonly CapturedPayload[];
  resolve: () => void;
  reject: (error: AppError) => void;
};

/**
 * Appends to the ledger with group commit: what arrives within 2 ms, or 64 records, is one transaction. One per
 * process. Bounded: beyond `maxQueuedRecords` or after `deadlineMs` an append is refused rather than kept waiting.
 */
export class LedgerWriter {
  readonly #pool: Pool;
  readonly #sealer: Sealer;
  readonly #deadlineMs: number;
  readonly #maxQueuedRecords: number;
  readonly #queue: Entry[] = [];
  #queuedRecords = 0;
  #flushesInFlight = 0;
  #timer: NodeJS.Timeout | undefined;
  #whenIdle: (() => void) | undefined;

  constructor(options: { pool: Pool; sealer: Sealer; deadlineMs?: number; maxQueuedRecords?: number }) {
    this.#pool = options.pool;
    this.#sealer = options.sealer;
    this.#deadlineMs = options.deadlineMs ?? 2_000;
    this.#maxQueuedRecords = options.maxQueuedRecords ?? 10_000;
  }

  /** Resolves once all of it is committed. Throws AppError `unavailable` where that did not happen in time. */
  append(events: readonly AuditEvent[], payloads: readonly CapturedPayload[] = []): Promise<void> {
    const records = events.length + payloads.length;
    if (this.#queuedRecords + records > this.#maxQueuedRecords) {
      return Promise.reject(unavailable(new Error(`${this.#queuedRecords} records are queued`)));
    }
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => {
        // What still waits is dropped, so that a call that was refused leaves no late trace of a start.
        const index = this.#queue.indexOf(entry);
        if (index >= 0) {
          this.#queue.splice(index, 1);
          this.#queuedRecords -= records;
        }
        reject(unavailable(new Error(`not committed within ${this.#deadlineMs} ms`)));
      }, this.#deadlineMs);
      const entry: Entry = {
        events,
        payloads,
        resolve: () => {
          clearTimeout(deadline);
          resolve();
        },
        reject: (error) => {
          clearTimeout(deadline);
          reject(error);
        },
      };
      this.#queue.push(entry);
      this.#queuedRecords += records;
      if (this.#queuedRecords >= flushAtRecords) this.#flush();
      else this.#timer ??= setTimeout(() => this.#flush(), flushAfterMs);
    });
  }

  /** Writes what is queued, then resolves. Append nothing afterwards. */
  async close(): Promise<void> {
    this.#flush();
    if (this.#flushesInFlight === 0 && this.#queue.length === 0) return;
    await new Promise<void>((resolve) => {
      this.#whenIdle = resolve;
    });
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    while (this.#queue.length > 0 && this.#flushesInFlight < maxFlushesInFlight) {
      const batch = this.#take();
      this.#flushesInFlight++;
      void this.#write(batch).then(() => {
        this.#flushesInFlight--;
        if (this.#queue.length > 0) this.#flush();
        else if (this.#flushesInFlight === 0) this.#whenIdle?.();
      });
    }
  }

  #take(): Entry[] {
    let records = 0;
    let count = 0;
    for (const entry of this.#queue) {
      records += entry.events.length + entry.payloads.length;
      if (count > 0 && records > maxRecordsPerFlush) break;
      count++;
    }
    const batch = this.#queue.splice(0, count);
    for (const entry of batch) this.#queuedRecords -= entry.events.length + entry.payloads.length;
    return batch;
  }

  async #write(batch: readonly Entry[]): Promise<void> {
    try {
      await this.#commit(batch).catch((error: unknown) => {
        if (!connectionWasLost(error)) throw error;
        return this.#commit(batch);
      });
      for (const entry of batch) entry.resolve();
    } catch (error) {
      // One record that PostgreSQL refuses must not take its neighbours with it.
      if (batch.length > 1 && refusesARecord(error)) for (const entry of batch) await this.#write([entry]);
      else for (const entry of batch) entry.reject(unavailable(error));
    }
  }

  async #commit(batch: readonly Entry[]): Promise<void> {
    const events = batch.flatMap((entry) => entry.events);
    const payloads = batch.flatMap((entry) => entry.payloads);
    // One statement commits by itself; only two need a transaction around them.
    if (payloads.length === 0) await appendToLedger(this.#pool, this.#sealer, { events });
    else await inTransaction(this.#pool, (client) => appendToLedger(client, this.#sealer, { events, payloads }));
  }
}

function unavailable(cause: unknown): AppError {
  return new AppError("unavailable", "The audit trail cannot be written, so the call was refused. Try again shortly.", {
    cause,
  });
}

function sqlState(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

/** The rows may or may not be there, and writing them again is harmless. */
function connectionWasLost(error: unknown): boolean {
  const lost = /^(?:ECONNRESET|EPIPE|57P0\w|08\w{3})$/.test(sqlState(error));
  return lost || (error instanceof Error && /connection terminated/i.test(error.message));
}

/** SQLSTATE classes 22 and 23: PostgreSQL refuses a value, not the connection. */
function refusesARecord(error: unknown): boolean {
  return /^2[23]\w{3}$/.test(sqlState(error));
}
