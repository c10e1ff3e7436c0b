import type { Sealer } from "#lib/crypto/sealer.ts";
import type { Pool } from "#lib/database/pool.ts";
import type { Logger } from "#lib/observability/logger.ts";
import { loadSnapshot } from "#lib/snapshot/load-snapshot.ts";
import { ToolWatch } from "../mcp/tool-watch.ts";
import type { LauncherAddress } from "../stdio/launcher-headers.ts";
import type { Connect } from "../upstream/connect.ts";
import { buildLiveSnapshot, type LiveSnapshot } from "./live-snapshot.ts";

const pollMs = 1_000;

/**
 * Keeps the snapshot in force: read at start, when its bell rings and every second. Where reading fails, the last good
 * one stays and `ageMs` grows.
 */
export class SnapshotHolder {
  readonly #pool: Pool;
  readonly #sealer: Sealer;
  readonly #logger: Logger;
  readonly #connect: Connect;
  readonly #onReplaced: (snapshot: LiveSnapshot) => void;
  readonly #launcher: LauncherAddress;
  readonly #environment: string;
  readonly #toolWatch: ToolWatch;
  #current: LiveSnapshot | undefined;
  #checkedAt: number | undefined;
  #reading: Promise<void> | undefined;
  #readAgain = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: {
    pool: Pool;
    sealer: Sealer;
    logger: Logger;
    connect: Connect;
    launcher: LauncherAddress;
    environment: string;
    onReplaced: (snapshot: LiveSnapshot) => void;
  }) {
    this.#pool = options.pool;
    this.#sealer = options.sealer;
    this.#logger = options.logger;
    this.#connect = options.connect;
    this.#launcher = options.launcher;
    this.#environment = options.environment;
    this.#toolWatch = new ToolWatch(options);
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
      if (stored)
        this.#replace(
          buildLiveSnapshot(
            stored,
            {
              sealer: this.#sealer,
              connect: this.#connect,
              launcher: this.#launcher,
              environment: this.#environment,
              toolWatch: this.#toolWatch,
            },
            this.#current,
          ),
        );
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
