import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { measureInserts } from "./audit/measure-inserts.ts";
import { measureCsv, measureUsage } from "./audit/measure-rest.ts";
import { measureSearch } from "./audit/measure-search.ts";
import { seedLedger } from "./audit/seed-ledger.ts";
import { startStack } from "./audit/stack.ts";
import { Times } from "./audit/times.ts";

// `npm run bench:audit`: what an auditor waits for, on a ledger of ten million events over 30 days. The ledger stays in the
// data directory: seeding goes on where it was interrupted, and a second run measures at once.

const { values } = parseArgs({
  options: {
    events: { type: "string", default: "10000000" },
    data: { type: "string", default: path.join(tmpdir(), "holdpoint-bench-audit") },
  },
});

const stack = await startStack(path.resolve(values.data));
try {
  const seeded = await seedLedger(stack.pool, Number(values.events), print);
  if (seeded.days > 0) {
    const perS = Math.round(seeded.newEvents / seeded.tookS);
    print(`seeded ${seeded.newEvents} events in ${seeded.tookS.toFixed(0)} s: ${perS}/s`);
  }
  const { filter, pair, text, facets, histogram, page1000 } = await measureSearch(stack.context);
  for (const [name, times] of Object.entries({ filter, pair, text, facets, histogram, page1000 })) report(name, times);
  const usage = await measureUsage(stack.context);
  report("usage", usage);
  const csv = await measureCsv(stack.context);
  print(`csv: ${csv.rows} rows, ${csv.rowsPerS}/s, ${csv.extraMb} MB more than before`);
  const inserts = await measureInserts(stack.pool, stack.url);
  print(`inserts: ${inserts.alone} events/s alone, ${inserts.searching} events/s while an auditor searches`);
  print(`the worker folds ${inserts.folded} events/s`);
  print(
    JSON.stringify({
      bench: "audit",
      events: seeded.events,
      filter_p95_ms: Times.of(filter, pair).percentile(0.95),
      text_p95_ms: text.percentile(0.95),
      facets_p95_ms: Times.of(facets, histogram).percentile(0.95),
      page_1000_p95_ms: page1000.percentile(0.95),
      csv_rows_per_s: csv.rowsPerS,
      csv_extra_rss_mb: csv.extraMb,
      usage_p95_ms: usage.percentile(0.95),
      inserts_while_searching: Math.round(100 * inserts.ratio) / 100,
    }),
  );
} finally {
  await stack.close();
  // What an export leaves to wait for its reader would keep the process for another while.
  setImmediate(() => process.exit());
}

function report(name: string, times: Times): void {
  print(`${name}: p50 ${times.percentile(0.5)} ms, p95 ${times.percentile(0.95)} ms; slowest ${times.slowest(3)}`);
}

function print(line: string): void {
  console.log(line);
}
