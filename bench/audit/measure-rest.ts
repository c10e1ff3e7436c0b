import type { ServiceContext } from "#lib/core/context.ts";
import { exportEvents } from "#lib/exports/export-events.ts";
import { readUsage } from "#lib/usage/read-usage.ts";
import { Times } from "./times.ts";

const mostRows = 1_500_000;
const dayMs = 86_400_000;

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

/** All that the usage page reads: of a month by each of its tables, of shorter times, and of one server, person and agent. */
export async function measureUsage(context: ServiceContext): Promise<Times> {
  const times = new Times();
  const to = new Date();
  const asked: Omit<Parameters<typeof readUsage>[1], "from" | "to">[] = [
    ...(["server", "user", "agent", "tool"] as const).map((by) => ({ by })),
    { by: "tool", sort: "slowest" },
    { server: "server-1", by: "user" },
    { user: "subject-1", by: "tool" },
    { agent: "agent-1", by: "server" },
  ];
  for (let n = 0; n < 3; n++) {
    for (const days of [30, 7, 1]) {
      for (const one of asked) {
        const from = new Date(to.getTime() - days * dayMs);
        await times.add(`${days} days ${Object.values(one).join(" ")}`, () => readUsage(context, { from, to, ...one }));
      }
    }
  }
  return times;
}
