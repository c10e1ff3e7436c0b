import { setTimeout as sleep } from "node:timers/promises";
import type { Sealer } from "#lib/crypto/sealer.ts";
import type { Pool } from "#lib/database/pool.ts";
import type { Logger } from "#lib/observability/logger.ts";
import { deliverToSink, type Delivery } from "./deliver-to-sink.ts";
import { retryDelayMs } from "./retry-delay.ts";
import { createSinkLocks } from "./sink-locks.ts";

/** How long a look after the sinks waits for what it began; the rest goes on by itself. */
const patienceMs = 1_000;

export type Deliverer = {
  /**
   * Takes up every enabled sink that is not under way and not waiting out a failure; one sink's trouble does not touch
   * another's. Resolves when all are done, or after a second where
   * they are followed.
   */
  run(): Promise<void>;
  /** Resolves when nothing is under way any more; `signal` has to fire first. */
  close(): Promise<void>;
};

type Pause = { failures: number; dueAt: number; changedAt: number };

/** Remembers, for as long as this process lives, which sinks failed and when each is due again. */
export function createDeliverer(services: {
  pool: Pool;
  sealer: Sealer;
  logger: Logger;
  /** Stops deliveries under way, between two batches or in the middle of one. */
  signal?: AbortSignal;
  sinkFolder?: string | undefined;
  /** How often a sink that has everything is looked after; absent: not before the next `run`. Milliseconds. */
  pollMs?: number;
  /** Milliseconds, as of Date.now. */
  now?: () => number;
  random?: () => number;
}): Deliverer {
  const { pool, logger, signal, pollMs, now = Date.now, random = Math.random } = services;
  const locks = createSinkLocks(pool);
  const pauses = new Map<string, Pause>();
  const underWay = new Map<string, Promise<void>>();
  const sentAhead = new Map<string, Set<string>>();

  async function follow(sinkId: string, changedAt: number): Promise<void> {
    let ahead = sentAhead.get(sinkId);
    if (!ahead) sentAhead.set(sinkId, (ahead = new Set()));
    for (;;) {
      const delivery = await deliverToSink({ ...services, locks }, sinkId, ahead);
      note(sinkId, delivery, changedAt);
      const isQuick = delivery.state === "caught-up" && delivery.gatherMs === 0;
      if (pollMs === undefined || signal?.aborted) return;
      if (delivery.state === "unfinished") continue;
      if (!isQuick) return;
      await sleep(pollMs, undefined, signal ? { signal } : {}).catch(() => {});
    }
  }

  function note(sinkId: string, delivery: Delivery, changedAt: number): void {
    const before = pauses.get(sinkId);
    const failed = before !== undefined && before.failures > 0;
    if (delivery.state === "failing") {
      const failures = (before?.failures ?? 0) + 1;
      pauses.set(sinkId, { failures, dueAt: now() + retryDelayMs(delivery, failures, random), changedAt });
      const { error, retry } = delivery;
      if (!failed && retry === "slowly") logger.error({ sinkId, error }, "delivery to the sink waits for a person");
      else if (!failed) logger.warn({ sinkId, error }, "delivery to the sink fails and is being retried");
      return;
    }
    if (delivery.state === "busy") return;
    pauses.delete(sinkId);
    if (failed) logger.info({ sinkId, failures: before.failures }, "delivery to the sink works again");
    if (delivery.state === "caught-up" && delivery.gatherMs > 0) {
      pauses.set(sinkId, { failures: 0, dueAt: now() + delivery.gatherMs, changedAt });
    }
  }

  return {
    async run() {
      const { rows } = await pool.query<{ id: string; changedAt: Date }>(
        'select id, changed_at as "changedAt" from sink where enabled order by id',
      );
      for (const { id, changedAt } of rows) {
        const pause = pauses.get(id);
        // What a person has changed is tried at once, however long it was to wait.
        const isDue = !pause || now() >= pause.dueAt || pause.changedAt !== changedAt.getTime();
        if (underWay.has(id) || !isDue || signal?.aborted) continue;
        const work = follow(id, changedAt.getTime())
          .catch((error: unknown) => logger.warn({ err: error, sinkId: id }, "delivery was interrupted"))
          .finally(() => underWay.delete(id));
        underWay.set(id, work);
      }
      const begun = Promise.all(underWay.values());
      // Sinks that are followed never come to an end.
      await (pollMs === undefined ? begun : Promise.race([begun, sleep(patienceMs, undefined, { ref: false })]));
    },
    async close() {
      await Promise.all(underWay.values());
      locks.close();
    },
  };
}
