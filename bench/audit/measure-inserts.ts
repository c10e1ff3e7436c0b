import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { Pool } from "#lib/database/pool.ts";
import { foldLedger } from "#lib/folds/fold-ledger.ts";
import { folders } from "#lib/folds/folders.ts";
import { fillLedger } from "../delivery/write-events.ts";
import type { Beside } from "./beside-process.ts";

const rounds = 5;
const eventsEach = 150_000;

/** Events a second, medians; `ratio` is the median of what each round found of itself. */
export type InsertFigures = { alone: number; searching: number; ratio: number; folded: number };

/**
 * How fast one writer commits while the worker folds what it wrote, without and with an auditor who searches, in turns. Each is a
 * process of its own, as gateway, worker and console are. `folded`: events a second that the worker catches up with afterwards.
 */
export async function measureInserts(pool: Pool, url: string): Promise<InsertFigures> {
  const found = { alone: [] as number[], searching: [] as number[], folded: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    // What is first would have the colder caches each time.
    const modes = round % 2 === 0 ? (["alone", "searching"] as const) : (["searching", "alone"] as const);
    for (const mode of modes) {
      const beside = await Promise.all([
        startBeside("worker", url),
        ...(mode === "searching" ? [startBeside("auditor", url)] : []),
      ]);
      const startedAt = performance.now();
      await fillLedger(pool, eventsEach);
      found[mode].push(perSecond(eventsEach, startedAt));
      await Promise.all(beside.map(stopBeside));
      found.folded.push(await catchUp(pool));
    }
  }
  return {
    alone: median(found.alone),
    searching: median(found.searching),
    ratio: median(found.alone.map((alone, round) => (found.searching[round] ?? Number.NaN) / alone)),
    folded: median(found.folded),
  };
}

/** Resolves once it is at work. */
async function startBeside(what: Beside, url: string): Promise<ChildProcess> {
  const child = fork(path.join(import.meta.dirname, "beside-process.ts"), [what, url], {
    execArgv: ["--import", "tsx"],
  });
  await once(child, "message");
  return child;
}

async function stopBeside(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  child.disconnect();
  await ended;
}

async function catchUp(pool: Pool): Promise<number> {
  const startedAt = performance.now();
  let folded = 0;
  for (let count = -1; count !== 0; folded += Math.max(0, count)) count = await foldLedger(pool, folders);
  return perSecond(folded, startedAt);
}

function perSecond(events: number, startedAt: number): number {
  return Math.round((events * 1_000) / (performance.now() - startedAt));
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
