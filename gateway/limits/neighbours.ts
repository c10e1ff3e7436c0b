import cluster, { type Worker } from "node:cluster";
import type { LimitNews, Neighbours } from "./call-limits.ts";
import type { HistoryNeighbours, HistoryNews } from "./caller-history.ts";

/** What one process lets the one that keeps them pass on to the others, and what that one says itself. */
type Said = { limits?: LimitNews[]; history?: HistoryNews[]; from?: number; gone?: number };

/** The other processes of this gateway; undefined where this is the only one. */
export function neighbours(): Neighbours | undefined {
  if (!cluster.isWorker) return undefined;
  return {
    tell: (limits) => void process.send?.({ limits } satisfies Said),
    listen(hear, forget) {
      process.on("message", (said: Said) => {
        if (said.limits && said.from !== undefined) hear(said.from, said.limits);
        if (said.gone !== undefined) forget(said.gone);
      });
    },
  };
}

/** The same processes, as far as they tell what callers did. */
export function historyNeighbours(): HistoryNeighbours | undefined {
  if (!cluster.isWorker) return undefined;
  return {
    tell: (history) => void process.send?.({ history } satisfies Said),
    listen: (hear) => void process.on("message", ({ history }: Said) => history && hear(history)),
  };
}

/** In the process that keeps the others: passes on what `worker` tells, and tells the others of its end. */
export function passOnNews(worker: Worker): void {
  function tellOthers(said: Said): void {
    for (const other of Object.values(cluster.workers ?? {})) {
      if (other && other !== worker && other.isConnected()) other.send(said);
    }
  }
  worker.on("message", ({ limits, history }: Said) => {
    if (limits) tellOthers({ limits, from: worker.id });
    if (history) tellOthers({ history, from: worker.id });
  });
  worker.once("exit", () => tellOthers({ gone: worker.id }));
}
