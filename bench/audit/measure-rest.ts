import { setTimeout as delay } from "node:timers/promises";
import type { ServiceContext } from "#lib/core/context.ts";
import type { Pool } from "#lib/database/pool.ts";
import { exportEvents } from "#lib/exports/export-events.ts";
import { foldLedger } from "#lib/folds/fold-ledger.ts";
import { folders } from "#lib/folds/folders.ts";
import { readFacets } from "#lib/search/read-facets.ts";
import { readHistogram } from "#lib/search/read-histogram.ts";
import { searchEvents } from "#lib/search/search-events.ts";
import { readUsage } from "#lib/usage/read-usage.ts";
import { fillLedger } from "../delivery/write-events.ts";
import { Times } from "./times.ts";

const mostRows = 1_500_000;
const monthMs = 30 * 86_400_000;

/** A CSV export read as fast as it comes, up to a million and a half rows of it. Memory is this process's. */
export async function measureCsv(
  context: ServiceContext,
): Promise<{ rowsPerS: number; extraMb: number; rows: number }> {
  const before = process.memoryUsage.rss();
  let peak = before;
  let rows = -1;
  const startedAt = performance.now();
  const { chunks } = await exportEvents(
    context,
    { search: { query: "" }, format: "csv" },
    { standing: async () => context.actor },
  );
  for (;;) {
    const { value, done } = await chunks.next();
    if (done === true) break;
    for (let at = value.indexOf(10); at >= 0; at = value.indexOf(10, at + 1)) rows++;
    peak = Math.max(peak, process.memoryUsage.rss());
    if (rows >= mostRows) {
      await chunks.return?.();
      break;
    }
  }
  const tookS = (performance.now() - startedAt) / 1_000;
  return { rowsPerS: Math.round(rows / tookS), extraMb: Math.round((peak - before) / 1e6), rows };
}

/** All that the usage page reads, for a month compared with the one before, by each of its tables. */
export async function measureUsage(context: ServiceContext): Promise<Times> {
  const times = new Times();
  const to = new Date();
  for (let n = 0; n < 5; n++) {
    for (const by of ["server", "user", "agent", "tool"] as const) {
      await times.add(by, () => readUsage(context, { from: new Date(to.getTime() - monthMs), to, by }));
    }
  }
  return times;
}

/**
 * Events a second that one writer commits while the worker folds them, without and with an auditor who searches twice a
 * second; in turns, the best of each. `folded`: events a second that the worker catches up with afterwards.
 */
export async function measureInserts(
  pool: Pool,
  context: ServiceContext,
): Promise<{ alone: number; searching: number; folded: number }> {
  const rates = { alone: 0, searching: 0, folded: 0 };
  for (let round = 0; round < 3; round++) {
    for (const mode of ["alone", "searching"] as const) {
      const ending = new AbortController();
      const beside = [
        keepFolding(pool, ending.signal),
        ...(mode === "searching" ? [keepSearching(context, ending.signal)] : []),
      ];
      const startedAt = performance.now();
      await fillLedger(pool, 20_000);
      rates[mode] = Math.max(rates[mode], Math.round(20_000_000 / (performance.now() - startedAt)));
      ending.abort();
      await Promise.all(beside);
      rates.folded = Math.max(rates.folded, await catchUp(pool));
    }
  }
  return rates;
}

async function keepFolding(pool: Pool, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await foldLedger(pool, folders, signal);
    await delay(500);
  }
}

async function catchUp(pool: Pool): Promise<number> {
  const startedAt = performance.now();
  let folded = 0;
  for (let count = -1; count !== 0; folded += count) count = await foldLedger(pool, folders);
  return folded < 5_000 ? 0 : Math.round((folded * 1_000) / (performance.now() - startedAt));
}

async function keepSearching(context: ServiceContext, signal: AbortSignal): Promise<void> {
  const queries = ["status:error", "server:server-3 -status:ok", "incident", "agent:agent-40"];
  for (let n = 0; !signal.aborted; n++) {
    const query = queries[n % queries.length] ?? "";
    await Promise.all([
      searchEvents(context, { search: { query } }),
      readFacets(context, { query }, ["status", "server", "user", "agent", "tool"]),
      readHistogram(context, { query }),
    ]);
    await delay(500);
  }
}
