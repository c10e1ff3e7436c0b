import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type { ServiceContext } from "#lib/core/context.ts";
import { openPool, type Pool } from "#lib/database/pool.ts";
import { foldLedger } from "#lib/folds/fold-ledger.ts";
import { folders } from "#lib/folds/folders.ts";
import { readFacets } from "#lib/search/read-facets.ts";
import { readHistogram } from "#lib/search/read-histogram.ts";
import { searchEvents } from "#lib/search/search-events.ts";
import { openContext } from "./stack.ts";

// What goes on beside the one who writes: `beside-process.ts worker|auditor URL`, until its parent lets go of it.

export type Beside = "worker" | "auditor";

const queries = ["status:error", "server:server-3 -status:ok", "incident", "agent:agent-40"];
const foldEveryMs = 500;
/** As long as a person needs at least, to look at an answer and ask for something else. */
const lookEveryMs = 2_000;

const [what, url] = process.argv.slice(2) as [Beside, string];
const ending = new AbortController();
const pool = openPool({ url, name: what });
const context = openContext(url, pool);
const ended = once(process, "disconnect").then(() => ending.abort());
if (what === "auditor") for (const query of queries) await look(context, query);
process.send?.("at work");
await (what === "worker" ? keepFolding(pool, ending.signal) : keepSearching(context, ending.signal));
await ended;
await Promise.all([pool.end(), context.database.$disconnect()]);

async function keepFolding(ledger: Pool, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await foldLedger(ledger, folders, signal);
    await delay(foldEveryMs);
  }
}

async function keepSearching(auditor: ServiceContext, signal: AbortSignal): Promise<void> {
  for (let n = 0; !signal.aborted; n++) {
    await look(auditor, queries[n % queries.length] ?? "");
    await delay(lookEveryMs);
  }
}

/** All that one look at the log asks for. */
async function look(auditor: ServiceContext, query: string): Promise<void> {
  await Promise.all([
    searchEvents(auditor, { search: { query } }),
    readFacets(auditor, { query }, ["status", "server", "user", "agent", "tool"]),
    readHistogram(auditor, { query }),
  ]);
}
