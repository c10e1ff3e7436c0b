import type { Sealer } from "#lib/crypto/sealer.ts";
import type { Pool } from "#lib/database/pool.ts";
import { deliverBackfill } from "./deliver-backfill.ts";
import { deliverDeadLetters } from "./deliver-dead-letters.ts";
import { deliverLedger } from "./deliver-ledger.ts";
import { openSink } from "./open-sink.ts";
import { recordFailure } from "./record-delivery.ts";
import type { Failure } from "./send-splitting.ts";
import type { SinkLocks } from "./sink-locks.ts";

const maxRunMs = 10_000;
/** Of a run: old events must not keep new ones waiting. */
const maxBackfillMs = 1_000;

/** How a run ended: nothing left, somebody else at work, no more to be done, time up, or a failure and when to try again. */
export type Delivery =
  | { state: "caught-up"; gatherMs: number }
  | { state: "busy" | "stopped" | "unfinished" }
  | ({ state: "failing" } & Failure);

export type DeliveryServices = {
  pool: Pool;
  sealer: Sealer;
  locks: SinkLocks;
  signal?: AbortSignal;
  /** Under which folder sinks of kind `folder` may write; absent: nowhere. */
  sinkFolder?: string | undefined;
};

/**
 * Ships to one sink what it has not got yet, then what people asked for again. An event may arrive twice (after an
 * answer that was lost), never not at all. Why it fails is kept on the sink. `sentAhead`: what earlier runs of this
 * process had acknowledged beyond the sink's position.
 */
export async function deliverToSink(
  services: DeliveryServices,
  sinkId: string,
  sentAhead: Set<string> = new Set(),
): Promise<Delivery> {
  const { pool, sealer, locks } = services;
  const delivery = await locks.run(sinkId, async (): Promise<Delivery> => {
    const sink = await openSink(services, sinkId);
    if (!sink) return { state: "stopped" };
    if ("error" in sink) return fail({ error: sink.error, retry: "slowly", retryAfterMs: 0 });

    const delivered = await deliverLedger(services, sink, sentAhead, Date.now() + maxRunMs);
    if (delivered.state === "failing") return fail(delivered);
    if (delivered.state !== "caught-up") return { state: delivered.state };
    const replayed = await deliverDeadLetters(services, sink);
    if (replayed) return fail(replayed);
    const backfilled = await deliverBackfill(services, sink, Date.now() + maxBackfillMs);
    if (backfilled === "unfinished") return { state: services.signal?.aborted ? "stopped" : "unfinished" };
    if (backfilled) return fail(backfilled);
    return { state: "caught-up", gatherMs: sink.driver.gatherMs };
  });

  async function fail(failure: Failure & { oldestAt?: Date | null; retried?: number }): Promise<Delivery> {
    const { error, retry, retryAfterMs } = failure;
    if (services.signal?.aborted) return { state: "stopped" };
    await recordFailure(pool, sealer, sinkId, failure);
    return { state: "failing", error, retry, retryAfterMs };
  }
  return delivery ?? { state: "busy" };
}
