import { setTimeout as sleep } from "node:timers/promises";
import type { Sealer } from "#lib/crypto/sealer.ts";
import { pingDatabase } from "#lib/database/ping.ts";
import type { Pool } from "#lib/database/pool.ts";
import { appendToLedger } from "#lib/ledger/append-to-ledger.ts";
import type { AuditEvent } from "#lib/ledger/events.ts";
import type { LedgerWriter } from "#lib/ledger/ledger-writer.ts";
import { refusesARecord, unavailable } from "#lib/ledger/write-errors.ts";
import type { Logger } from "#lib/observability/logger.ts";
import type { CapturedPayload } from "#lib/payloads/schemas.ts";
import type { Spool } from "./spool.ts";
import type { SpoolRecords } from "./spool-records.ts";

const recordsPerStatement = 256;
const firstWaitMs = 250;
const longestWaitMs = 5_000;

type Options = {
  ledger: LedgerWriter;
  pool: Pool;
  sealer: Sealer;
  logger: Logger;
  /** Written to. */
  own: Spool;
  /** Only emptied. */
  left: readonly Spool[];
};

/**
 * The ledger of calls that only read, on connections that are recorded `spooled`: what PostgreSQL cannot take in time goes
 * to the local disk, and from there into the ledger once it is back. Appending again what is there already is a no-op.
 */
export class SpooledLedger {
  readonly #options: Options;
  readonly #stopped = new AbortController();
  /** Since an append failed and until one succeeds, nobody waits for the ledger. */
  #isAway = false;
  #draining: Promise<void> | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#drain();
  }

  /** Whether calls could be started on the spool alone. */
  get takesStarts(): boolean {
    return this.#options.own.takesStarts;
  }

  get state(): "empty" | "in use" | "failed" {
    if (this.#options.own.isDead) return "failed";
    return this.#isEmpty ? "empty" : "in use";
  }

  get #isEmpty(): boolean {
    return this.#options.own.isEmpty && this.#options.left.every((spool) => spool.isEmpty);
  }

  /** Resolves once all of it is committed or on the disk. Throws AppError `unavailable` where it is neither. */
  async append(
    events: readonly AuditEvent[],
    payloads: readonly CapturedPayload[] = [],
    { keep = false }: { keep?: boolean } = {},
  ): Promise<void> {
    const { ledger, own, logger } = this.#options;
    if (!this.#isAway) {
      try {
        return await ledger.append(events, payloads);
      } catch (error) {
        // What PostgreSQL will never take must not keep others in the spool.
        if (error instanceof Error && refusesARecord(error.cause)) throw error;
        this.#isAway = true;
        logger.warn({ err: error }, "the ledger is away; calls that only read are recorded on the local disk");
      }
    }
    try {
      await own.append({ events, payloads }, { isEnding: keep });
    } catch (error) {
      if (own.isEmpty) this.#isAway = false;
      if (keep) ledger.append(events, payloads, { keep }).catch(() => {});
      throw unavailable(error);
    } finally {
      this.#drain();
    }
  }

  /** Stops emptying; what is left is for the next process. */
  async close(): Promise<void> {
    this.#stopped.abort();
    await this.#draining;
    for (const spool of [this.#options.own, ...this.#options.left]) await spool.close();
  }

  #drain(): void {
    this.#draining ??= this.#drainAll().finally(() => {
      this.#draining = undefined;
      if (!this.#isEmpty && !this.#stopped.signal.aborted) this.#drain();
    });
  }

  async #drainAll(): Promise<void> {
    const { own, left, logger } = this.#options;
    for (let waitMs = firstWaitMs; !this.#stopped.signal.aborted; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
      try {
        for (const spool of [...left, own]) await this.#empty(spool);
        return;
      } catch (error) {
        logger.warn({ err: error, waitMs }, "the spool could not be emptied into the ledger yet");
        await sleep(waitMs, undefined, { signal: this.#stopped.signal }).catch(() => {});
      }
    }
  }

  async #empty(spool: Spool): Promise<void> {
    const { pool, logger } = this.#options;
    if (spool.isEmpty) return;
    if (!(await pingDatabase(pool))) throw new Error("the database does not answer");
    let count = 0;
    for (let oldest = await spool.oldest(); oldest; oldest = await spool.oldest()) {
      for (let at = 0; at < oldest.records.length; at += recordsPerStatement) {
        await this.#commit(oldest.records.slice(at, at + recordsPerStatement));
        this.#isAway = false;
      }
      count += oldest.records.length;
      await oldest.remove();
      if (this.#stopped.signal.aborted) return;
    }
    logger.info({ records: count }, "the spool is in the ledger");
  }

  async #commit(records: readonly SpoolRecords[]): Promise<void> {
    const { pool, sealer, logger } = this.#options;
    const payloads = records.flatMap((each) => each.payloads);
    const events = records.flatMap((each) => each.events.map(lateEvent));
    try {
      await appendToLedger(pool, sealer, { events, payloads });
    } catch (error) {
      if (!refusesARecord(error)) throw error;
      if (records.length > 1) for (const each of records) await this.#commit([each]);
      else logger.error({ err: error, events: events.map(({ id }) => id) }, "PostgreSQL refuses a record of the spool");
    }
  }
}

/** The event says of itself that it came into the ledger after the call. */
function lateEvent(event: AuditEvent): AuditEvent {
  return { ...event, attrs: { ...event.attrs, "holdpoint.backfill": true } };
}
