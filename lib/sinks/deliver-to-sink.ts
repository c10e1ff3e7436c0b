import type { Sealer } from "#lib/crypto/sealer.ts";
import type { Pool } from "#lib/database/pool.ts";
import { createTokenizer } from "#lib/masking/tokenizer.ts";
import { batchEvents } from "./datadog/batch.ts";
import { sendBatch } from "./datadog/send.ts";
import { toDatadogEvent } from "./datadog/to-event.ts";
import { maskEvent } from "./mask-event.ts";
import { movePosition, type DeadLetter } from "./move-position.ts";
import { openSink, type OpenedSink } from "./open-sink.ts";
import { readUndelivered, type Position, type UndeliveredEvent } from "./read-undelivered.ts";
import { loadSinkMasks } from "./sink-masks.ts";
import { withSinkLock } from "./with-sink-lock.ts";

const readSize = 1_000;
const maxRunMs = 10_000;
/** Refused one after the other before any other event was taken: then it is not the events that are wrong. */
const maxSuspects = 100;

/** How a run ended: nothing left, somebody else at work, more to do next time, or a failure and when to try again. */
export type Delivery =
  | { state: "caught-up" | "busy" | "stopped" }
  | { state: "failing"; error: string; retry: "soon" | "slowly"; retryAfterMs: number };

type Services = { pool: Pool; sealer: Sealer; signal?: AbortSignal };
type Entry = { event: UndeliveredEvent; json: string };

/**
 * Ships to one sink what it has not got yet, in the ledger's order. The position moves only behind what the intake has
 * acknowledged: an event may arrive twice (after a lost answer), never not at all. Why it fails is kept on the sink.
 */
export async function deliverToSink(services: Services, sinkId: string): Promise<Delivery> {
  const delivery = await withSinkLock(services.pool, sinkId, async () => {
    const sink = await openSink(services, sinkId);
    if (!sink) return { state: "stopped" } as const;
    const ended = "error" in sink ? failing("slowly", sink.error) : await deliver(services, sink);
    if (ended.state === "failing") await recordFailure(services.pool, sinkId, ended.error);
    return ended;
  });
  return delivery ?? { state: "busy" };
}

async function deliver({ pool, sealer, signal }: Services, sink: OpenedSink): Promise<Delivery> {
  const tokenize = createTokenizer(sealer.fingerprint);
  const endsAt = Date.now() + maxRunMs;
  let { position } = sink;
  let cursor = position;
  let hasAccepted = false;
  let suspects: DeadLetter[] = [];

  async function advance(to: Position, delivered: number): Promise<boolean> {
    const moved = await movePosition(pool, sink.id, { from: position, to, delivered, deadLetters: suspects });
    if (moved) {
      position = to;
      suspects = [];
    }
    return moved;
  }

  for (;;) {
    const events = await readUndelivered(pool, cursor, readSize);
    const masks = await loadSinkMasks(pool, events);
    const pending = batchEvents(
      events.map((event) => ({ event, json: maskEvent(event, masks(event), tokenize, writeNow) })),
    );
    for (let batch = pending.shift(); batch; batch = pending.shift()) {
      if (signal?.aborted || Date.now() > endsAt) return { state: "stopped" };
      const result = await sendBatch(sink, jsonOf(batch), signal);
      if (signal?.aborted && result.outcome === "retry") return { state: "stopped" };
      if (result.outcome === "retry") return failing("soon", result.error, result.retryAfterMs);
      if (result.outcome === "misconfigured") return failing("slowly", result.error);

      cursor = lastOf(batch, cursor);
      if (result.outcome === "accepted") {
        hasAccepted = true;
        if (!(await advance(cursor, batch.length))) return { state: "busy" };
      } else if (batch.length > 1) {
        const middle = Math.ceil(batch.length / 2);
        pending.unshift(batch.slice(0, middle), batch.slice(middle));
      } else {
        suspects.push(...batch.map(({ event }) => ({ eventId: event.id, eventAt: event.at, reason: result.error })));
        // An event is given up only where the intake takes others: one that refuses all is not a judge of events.
        if (hasAccepted && !(await advance(cursor, 0))) return { state: "busy" };
        if (suspects.length >= maxSuspects)
          return failing("slowly", `${result.error} It refuses every event it is sent.`);
      }
    }
    if (events.length === 0) break;
  }
  const [suspect] = suspects;
  return suspect ? failing("soon", `${suspect.reason} Event ${suspect.eventId} is kept.`) : { state: "caught-up" };
}

function writeNow(event: UndeliveredEvent): string {
  return toDatadogEvent(event, new Date());
}

function failing(retry: "soon" | "slowly", error: string, retryAfterMs = 0): Delivery {
  return { state: "failing", error, retry, retryAfterMs };
}

function jsonOf(batch: readonly Entry[]): string[] {
  return batch.map(({ json }) => json);
}

function lastOf(batch: readonly Entry[], otherwise: Position): Position {
  const event = batch.at(-1)?.event;
  return event ? { xact: event.xact, at: event.at, id: event.id } : otherwise;
}

async function recordFailure(pool: Pool, sinkId: string, error: string): Promise<void> {
  await pool.query("update sink set failing_since = coalesce(failing_since, now()), last_error = $2 where id = $1", [
    sinkId,
    error.slice(0, 1_000),
  ]);
}
