import { setImmediate as nextTurn } from "node:timers/promises";
import type { Sealer } from "#lib/crypto/sealer.ts";
import type { Pool } from "#lib/database/pool.ts";
import type { Logger } from "#lib/observability/logger.ts";
import type { PastCall } from "#lib/past-calls/past-call.ts";
import { PolicyDocument } from "#lib/policies/schemas.ts";
import { PastJudge } from "./past-judge.ts";
import { countPastCalls, readPastCalls, readPastRequests, readToolIndex } from "./read-past-calls.ts";
import { Tally } from "./tally.ts";

const batchSize = 2_000;
/** Calls judged before others get their turn, and calls whose requests are in memory at once. */
const sliceSize = 200;
const reportMs = 400;
const abandonedAfterS = 30;

export type BacktestMeans = {
  pool: Pool;
  sealer: Sealer;
  logger: Logger;
  environment: string;
  /** Gives the backtest back to the queue. */
  signal: AbortSignal;
};

type Claimed = { id: string; document: unknown; from: Date; to: Date; readsArguments: boolean };

/**
 * Runs the backtest that has waited longest, or one whose worker has died, to its end. Returns whether there was one. It
 * lets go within a second of being cancelled.
 */
export async function runBacktest(means: BacktestMeans): Promise<boolean> {
  const claimed = await claim(means.pool);
  if (!claimed) return false;
  try {
    await run(means, claimed);
  } catch (error) {
    means.logger.error({ err: error, backtest: claimed.id }, "a backtest failed");
    await means.pool.query(
      `update backtest set state = 'failed', finished_at = now(), error = $2 where id = $1 and state = 'running'`,
      [claimed.id, "The backtest failed. The worker's log has the details; start it again."],
    );
  }
  return true;
}

async function claim(pool: Pool): Promise<Claimed | undefined> {
  const { rows } = await pool.query<Claimed>(
    `update backtest set state = 'running', started_at = now(), alive_at = now(), judged = 0, result = null
     where id = (
       select id from backtest
       where state = 'queued' or (state = 'running' and alive_at < now() - make_interval(secs => ${abandonedAfterS}))
       order by created_at limit 1 for update skip locked)
     returning id, document, "from", "to", reads_arguments as "readsArguments"`,
  );
  return rows[0];
}

async function run(means: BacktestMeans, { id, from, to, ...claimed }: Claimed): Promise<void> {
  const { pool, signal } = means;
  const judge = new PastJudge(PolicyDocument.parse(claimed.document), {
    tools: await readToolIndex(pool),
    environment: means.environment,
  });
  // Beside the work: counting may take as long as a statement may.
  const counting = noteTotal(means, { id, from, to });
  const tally = new Tally();
  let reportedAt = performance.now();
  // Beyond every id of that moment.
  let before = { at: to, id: "~" };
  for (;;) {
    const batch = await readPastCalls(pool, { from, before, limit: batchSize });
    await learnVersions(pool, judge, batch);
    for (let start = 0; start < batch.length; start += sliceSize) {
      await judgeSlice(means, judge, tally, batch.slice(start, start + sliceSize), claimed.readsArguments);
      await nextTurn();
      if (signal.aborted) return giveBack(pool, id);
      if (performance.now() - reportedAt > reportMs) {
        reportedAt = performance.now();
        if (!(await report(pool, id, tally))) return;
      }
    }
    const last = batch.at(-1);
    if (!last || batch.length < batchSize) break;
    before = { at: last.at, id: last.eventId };
  }
  await counting;
  await report(pool, id, tally, "completed");
}

async function noteTotal(
  { pool, logger }: BacktestMeans,
  { id, from, to }: Pick<Claimed, "id" | "from" | "to">,
): Promise<void> {
  try {
    await pool.query("update backtest set total = $2 where id = $1", [id, await countPastCalls(pool, { from, to })]);
  } catch (error) {
    logger.warn({ err: error, backtest: id }, "the calls of a backtest could not be counted");
  }
}

/** Rules that were in force then come out as they did then, so their versions must be known. */
async function learnVersions(pool: Pool, judge: PastJudge, batch: readonly PastCall[]): Promise<void> {
  const versions = new Set(batch.flatMap(({ policyVersion }) => policyVersion ?? []));
  const unknown = [...versions].filter((version) => !judge.knowsVersion(version));
  if (unknown.length === 0) return;
  const { rows } = await pool.query<{ version: number; document: unknown }>(
    "select version, document from policy_version where version = any($1)",
    [unknown],
  );
  const documents = new Map(rows.map((row) => [row.version, PolicyDocument.safeParse(row.document).data]));
  for (const version of unknown) judge.addVersion(version, documents.get(version) ?? null);
}

async function judgeSlice(
  { pool, sealer }: BacktestMeans,
  judge: PastJudge,
  tally: Tally,
  calls: readonly PastCall[],
  readsArguments: boolean,
): Promise<void> {
  const wanting: PastCall[] = [];
  for (const call of calls) {
    const verdict = judge.judge(call, null);
    if (verdict.wantsRequest && readsArguments) wanting.push(call);
    else tally.add(call, verdict);
  }
  if (wanting.length === 0) return;
  const requests = await readPastRequests(pool, sealer, wanting);
  for (const call of wanting) tally.add(call, judge.judge(call, requests.get(call.callId) ?? null));
}

/** Writes how far it is; false where it was cancelled meanwhile. */
async function report(
  pool: Pool,
  id: string,
  tally: Tally,
  state: "running" | "completed" = "running",
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `update backtest set state = $4, judged = $2, result = $3, alive_at = now(),
       finished_at = case when $4 = 'completed' then now() end,
       total = case when $4 = 'completed' then $2 else total end
     where id = $1 and state = 'running'`,
    [id, tally.calls, JSON.stringify(tally.result()), state],
  );
  return rowCount === 1;
}

async function giveBack(pool: Pool, id: string): Promise<void> {
  await pool.query("update backtest set state = 'queued' where id = $1 and state = 'running'", [id]);
}
