import { AppError } from "#lib/core/errors.ts";
import type { Sealer } from "#lib/crypto/sealer.ts";
import type { Pool } from "#lib/database/pool.ts";
import type { CapturedPayload } from "#lib/payloads/schemas.ts";
import { appendToLedger } from "./append-to-ledger.ts";
import type { AuditEvent } from "./events.ts";

const maxFlushesInFlight = 2;
const maxRecordsPerFlush = 512;
const maxBytesPerFlush = 8_000_000;

type Entry = {
  events: readonly AuditEvent[];
  payloads: readonly CapturedPayload[];
  records: number;
  bytes: number;
  dueAt: number;
  state: "queued" | "writing" | "settled";
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
  /** All that is not settled, oldest first, and settled ones that nobody has cleared away yet. */
  #unsettled: Entry[] = [];
  #deadline: NodeJS.Timeout | undefined;
  #flushesInFlight = 0;
  #scheduled = false;
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

  /** Resolves once all of it is committed. Throws AppError `unavailable` where that did not happen in time. */
  append(events: readonly AuditEvent[], payloads: readonly CapturedPayload[] = []): Promise<void> {
    const records = events.length + payloads.length;
    const bytes = payloads.reduce((sum, payload) => sum + payload.body.length, 0);
    if (
      this.#queuedRecords + records > this.#maxQueuedRecords ||
      (this.#queuedBytes > 0 && this.#queuedBytes + bytes > this.#maxQueuedBytes)
    ) {
      return Promise.reject(unavailable(new Error(`${this.#queuedRecords} records are queued`)));
    }
    return new Promise((resolve, reject) => {
      const dueAt = performance.now() + this.#deadlineMs;
      const entry: Entry = { events, payloads, records, bytes, dueAt, state: "queued", resolve, reject };
      this.#queue.push(entry);
      this.#queuedRecords += records;
      this.#queuedBytes += bytes;
      this.#unsettled.push(entry);
      this.#deadline ??= setTimeout(() => this.#refuseLate(), this.#deadlineMs);
      this.#schedule();
    });
  }

  /** Writes what is queued, then resolves. Append nothing afterwards. */
  async close(): Promise<void> {
    this.#flush();
    if (this.#flushesInFlight > 0 || this.#queue.length > 0) {
      await new Promise<void>((resolve) => {
        this.#whenIdle = resolve;
      });
    }
    clearTimeout(this.#deadline);
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
        if (this.#queue.length > 0) this.#schedule();
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
      entry.state = "writing";
      this.#queuedRecords -= entry.records;
      this.#queuedBytes -= entry.bytes;
      count++;
    }
    return this.#queue.splice(0, count);
  }

  /** One timer for all: it waits for the oldest that is not settled. */
  #refuseLate(): void {
    const now = performance.now();
    let kept = 0;
    for (const entry of this.#unsettled) {
      if (entry.state !== "settled" && entry.dueAt > now) break;
      kept++;
      if (entry.state !== "settled") this.#giveUp(entry);
    }
    this.#unsettled = this.#unsettled.slice(kept);
    const [oldest] = this.#unsettled;
    this.#deadline = oldest && setTimeout(() => this.#refuseLate(), Math.max(1, oldest.dueAt - now));
  }

  #giveUp(entry: Entry): void {
    if (entry.state === "queued") {
      // What still waits is dropped, so that a call that was refused leaves no late trace of a start.
      this.#queue = this.#queue.filter((queued) => queued !== entry);
      this.#queuedRecords -= entry.records;
      this.#queuedBytes -= entry.bytes;
    }
    entry.state = "settled";
    entry.reject(unavailable(new Error(`not committed within ${this.#deadlineMs} ms`)));
  }

  async #write(batch: readonly Entry[]): Promise<void> {
    try {
      await this.#commit(batch).catch((error: unknown) => {
        if (!connectionWasLost(error)) throw error;
        return this.#commit(batch);
      });
      for (const entry of batch) {
        entry.state = "settled";
        entry.resolve();
      }
    } catch (error) {
      // One record that PostgreSQL refuses must not take its neighbours with it.
      if (batch.length > 1 && refusesARecord(error)) for (const entry of batch) await this.#write([entry]);
      else {
        for (const entry of batch) {
          entry.state = "settled";
          entry.reject(unavailable(error));
        }
      }
    }
  }

  async #commit(batch: readonly Entry[]): Promise<void> {
    const events = batch.flatMap((entry) => entry.events);
    const payloads = batch.flatMap((entry) => entry.payloads);
    await appendToLedger(this.#pool, this.#sealer, { events, payloads });
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
