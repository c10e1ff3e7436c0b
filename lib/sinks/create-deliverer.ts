import type { Sealer } from "#lib/crypto/sealer.ts";
import type { Pool } from "#lib/database/pool.ts";
import type { Logger } from "#lib/observability/logger.ts";
import { deliverToSink } from "./deliver-to-sink.ts";
import { retryDelayMs } from "./retry-delay.ts";

export type Deliverer = {
  /** Delivers to every enabled sink that is not waiting out a failure; one sink's trouble does not touch another's. */
  run(): Promise<void>;
};

/** Remembers, for as long as this process lives, which sinks failed and when each is due again. */
export function createDeliverer(services: {
  pool: Pool;
  sealer: Sealer;
  logger: Logger;
  /** Stops deliveries under way, between two batches or in the middle of one. */
  signal?: AbortSignal;
  /** Milliseconds, as of Date.now. */
  now?: () => number;
  random?: () => number;
}): Deliverer {
  const { pool, logger, now = Date.now, random = Math.random } = services;
  const failing = new Map<string, { failures: number; dueAt: number }>();

  async function deliver(sinkId: string): Promise<void> {
    const before = failing.get(sinkId);
    if (before && now() < before.dueAt) return;
    const delivery = await deliverToSink(services, sinkId);
    if (delivery.state === "failing") {
      const failures = (before?.failures ?? 0) + 1;
      failing.set(sinkId, { failures, dueAt: now() + retryDelayMs(delivery, failures, random) });
      if (!before) logger.warn({ sinkId, error: delivery.error }, "delivery to the sink fails and is being retried");
    } else if (before && delivery.state !== "busy") {
      failing.delete(sinkId);
      logger.info({ sinkId, failures: before.failures }, "delivery to the sink works again");
    }
  }

  return {
    async run() {
      const { rows } = await pool.query<{ id: string }>("select id from sink where enabled order by id");
      const outcomes = await Promise.allSettled(rows.map(({ id }) => deliver(id)));
      const failed = outcomes.find((outcome) => outcome.status === "rejected");
      if (failed) throw failed.reason;
    },
  };
}
