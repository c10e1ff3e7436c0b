import type { ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Pool } from "#lib/database/pool.ts";
import type { Logger } from "#lib/observability/logger.ts";
import { judgeWatch } from "./judge-watch.ts";
import { WatchCondition } from "./schemas.ts";
import { settleWatch, type EvaluatedWatch } from "./settle-watch.ts";

const minuteMs = 60_000;
/** An event is stamped before it is committed: what is looked at is this old. */
const settleMs = 5_000;
/** What a worker that was away longer than this has missed is not looked at any more. */
const longestAwayMs = 24 * 60 * minuteMs;
/** Of one watch in one run, so that a long absence of the worker does not keep the others waiting. */
const mostSteps = 120;

type Means = { pool: Pool; context: ServiceContext; logger: Logger; signal: AbortSignal };

/**
 * Looks at every watch up to the last full minute, minute by minute from where it was looked at last: each minute once,
 * however many workers there are and whatever is restarted. A watch that cannot be looked at says why, and is tried again.
 */
export async function evaluateWatches(means: Means): Promise<void> {
  const { pool, logger, signal } = means;
  const { rows } = await pool.query<EvaluatedWatch & { condition: unknown; now: Date }>(
    `select id, name, query, condition, channel_ids as "channelIds", changed_at as "changedAt",
       evaluated_to as "evaluatedTo", firing_id as "firingId", now() as now
     from watch where enabled and evaluated_to < date_trunc('minute', now() - $1 * interval '1 millisecond')
     order by evaluated_to, id`,
    [settleMs],
  );
  for (const { now, condition, ...watch } of rows) {
    if (signal.aborted) return;
    try {
      await evaluate(means, { ...watch, condition: WatchCondition.parse(condition) }, now);
    } catch (error) {
      logger.warn({ err: error, watch: watch.id }, "a watch could not be looked at");
      const words = error instanceof AppError ? error.message : "Its events could not be read. It is tried again.";
      await pool.query("update watch set last_error = $2 where id = $1", [watch.id, words]);
    }
  }
}

async function evaluate({ pool, context, signal }: Means, watch: EvaluatedWatch, now: Date): Promise<void> {
  const end = floorMinute(now.getTime() - settleMs);
  let current: EvaluatedWatch | undefined = watch;
  for (let step = 0; step < mostSteps && current && !signal.aborted; step++) {
    const from: Date = current.evaluatedTo;
    if (from.getTime() >= end) return;
    const begin = Math.max(from.getTime(), end - longestAwayMs);
    // Of sinks only how they are now can be known.
    const to = new Date(watch.condition.kind === "delivery-behind" ? end : floorMinute(begin) + minuteMs);
    const findings = await judgeWatch(context, current, { from: new Date(begin), to });
    current = await settleWatch(pool, current, to, findings);
  }
}

function floorMinute(ms: number): number {
  return Math.floor(ms / minuteMs) * minuteMs;
}
