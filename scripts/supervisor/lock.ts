import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { StartError } from "./start-error.ts";

/** Throws if a living supervisor holds the lock. */
export function assertUnlocked(file: string): void {
  const holder = readHolder(file);
  if (holder !== undefined && startedAt(holder.pid) === holder.started) {
    throw new StartError(
      `Holdpoint is already running on ${path.dirname(file)} (process ${holder.pid}). ` +
        "Stop it first, or set HOLDPOINT_DATA_DIR to another directory.",
    );
  }
}

/** Takes the lock for this process; returns what gives it back. Throws if a living supervisor holds it. */
export function takeLock(file: string): () => void {
  assertUnlocked(file);
  rmSync(file, { force: true });
  const own = JSON.stringify({ pid: process.pid, started: startedAt(process.pid) });
  try {
    writeFileSync(file, own, { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new StartError(`Another start on ${path.dirname(file)} was a moment faster. It carries on; this one ends.`);
  }
  // Two starters may both have removed a dead one's file: whoever's is there now has the lock.
  if (readFileSync(file, "utf8") !== own) assertUnlocked(file);
  return () => rmSync(file, { force: true });
}

function readHolder(file: string): { pid: number; started: string } | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as { pid: number; started: string };
  } catch {
    return undefined;
  }
}

/**
 * When a living process started, as its system tells it; undefined for a dead one and for a zombie. The process id
 * alone would not do: after a restart of the machine it may be somebody else's.
 */
function startedAt(pid: number): string | undefined {
  try {
    const afterName = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return afterName[0] === "Z" ? undefined : afterName[19];
  } catch {
    if (process.platform === "linux") return undefined;
  }
  try {
    process.kill(pid, 0);
    return "alive";
  } catch {
    return undefined;
  }
}
