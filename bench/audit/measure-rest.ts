import type { ServiceContext } from "#lib/core/context.ts";
import { exportEvents } from "#lib/exports/export-events.ts";
import { readUsage } from "#lib/usage/read-usage.ts";
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
