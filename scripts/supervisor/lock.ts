import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { StartError } from "./start-error.ts";

/** Taking over a dead one's lock is a matter of microseconds; a claim to it this old belongs to a dead one too. */
const claimAgesMs = 10_000;

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
  const own = JSON.stringify({ pid: process.pid, started: startedAt(process.pid) });
  if (!writeNew(file, own)) {
    assertUnlocked(file);
    takeOver(file, own);
  }
  return () => rmSync(file, { force: true });
}

/** Of several starters that found a dead one's lock, one may replace it, after having looked again. */
function takeOver(file: string, own: string): void {
  const claim = `${file}.claim`;
  if (ageMs(claim) > claimAgesMs) rmSync(claim, { force: true });
  if (!writeNew(claim, own)) {
    throw new StartError(`Another start on ${path.dirname(file)} was a moment faster. It carries on; this one ends.`);
  }
  try {
    assertUnlocked(file);
    writeFileSync(`${file}.new`, own, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  } finally {
    rmSync(claim, { force: true });
  }
}

function writeNew(file: string, content: string): boolean {
  try {
    writeFileSync(file, content, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function ageMs(file: string): number {
  return Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
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
