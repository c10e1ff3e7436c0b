import type { Pool } from "#lib/database/pool.ts";
import type { Logger } from "#lib/observability/logger.ts";
import { loadSnapshot } from "#lib/snapshot/load-snapshot.ts";
import { buildLiveSnapshot, type LiveSnapshot, type SnapshotMeans } from "./live-snapshot.ts";

const pollMs = 1_000;

/**
 * Keeps the snapshot in force: read at start, when its bell rings and every second. Where reading fails, the last good
 * one stays and `ageMs` grows.
 */
export class SnapshotHolder {
  readonly #pool: Pool;
  readonly #logger: Logger;
  readonly #means: SnapshotMeans;
  readonly #onReplaced: (snapshot: LiveSnapshot) => void;
  #current: LiveSnapshot | undefined;
  #checkedAt: number | undefined;
  #reading: Promise<void> | undefined;
  #readAgain = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: {
    pool: Pool;
    logger: Logger;
    means: SnapshotMeans;
    onReplaced: (snapshot: LiveSnapshot) => void;
  }) {
    this.#pool = options.pool;
    this.#logger = options.logger;
    this.#means = options.means;
    this.#onReplaced = options.onReplaced;
  }

  get current(): LiveSnapshot | undefined {
    return this.#current;
  }

  /** Milliseconds since the snapshot was last known to be the one in force; null before the first time. */
  get ageMs(): number | null {
    return this.#checkedAt === undefined ? null : Math.round(performance.now() - this.#checkedAt);
  }

  async start(): Promise<void> {
    this.#timer = setInterval(() => void this.refresh(), pollMs);
    await this.refresh();
  }

  /** Reads again; what rings while a reading runs is read once more after it. Never throws. */
  refresh(): Promise<void> {
    if (this.#reading) {
      this.#readAgain = true;
      return this.#reading;
    }
    this.#reading = this.#read().finally(() => {
      this.#reading = undefined;
      if (this.#readAgain) {
        this.#readAgain = false;
        void this.refresh();
      }
    });
    return this.#reading;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#reading;
    await Promise.all([...(this.#current?.connections.values() ?? [])].map(({ upstream }) => upstream.destroy()));
  }

  async #read(): Promise<void> {
    try {
      const stored = await loadSnapshot(this.#pool, this.#current?.version);
      if (stored) this.#replace(buildLiveSnapshot(stored, this.#means, this.#current));
      if (this.#current) this.#checkedAt = performance.now();
    } catch (error) {
      this.#logger.error({ err: error, version: this.#current?.version }, "the snapshot could not be read");
    }
  }

  #replace(next: LiveSnapshot): void {
    const kept = new Set([...next.connections.values()].map(({ upstream }) => upstream));
    for (const { upstream } of this.#current?.connections.values() ?? []) {
      // Calls that still run on it finish; new ones go to its replacement.
      if (!kept.has(upstream)) upstream.close().catch(() => {});
    }
    this.#current = next;
    this.#onReplaced(next);
    this.#logger.info({ version: next.version, policyVersion: next.policy.version }, "snapshot in force");
  }
}
