import { mkdir, open, readdir, readFile, rm, stat, truncate, type FileHandle } from "node:fs/promises";
import path from "node:path";
import { isInMemory } from "#lib/storage/is-in-memory.ts";
import { StartFailure } from "../start-failure.ts";
import { readFrames, type Frames } from "./frames.ts";

/** Why a spool cannot be used, in one sentence. */
export class SpoolUnusable extends StartFailure {}

/** Creates `folder`; throws SpoolUnusable where that fails or where what lies there would not survive. */
export async function prepareFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await syncFolder(path.dirname(folder));
    if (!isInMemory(folder)) return;
  } catch (error) {
    throw new SpoolUnusable(`The spool at ${folder} cannot be used: ${String(error)}`);
  }
  throw new SpoolUnusable(
    `The spool at ${folder} lies in memory (tmpfs), where a restart would lose it. Set GATEWAY_SPOOL_DIR to a disk.`,
  );
}

/** A file that was created, renamed or removed is so after a crash only once its folder is synced. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export function segmentFile(folder: string, first: number): string {
  return path.join(folder, `${String(first).padStart(15, "0")}.spool`);
}

export type FoundSegment = { file: string; first: number; count: number; bytes: number; createdAt: number };

/**
 * The segments that an earlier process left behind, oldest first. The end of the last one is cut off where it was torn;
 * throws SpoolUnusable where anything else is missing.
 */
export async function recoverSegments(folder: string): Promise<FoundSegment[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{15}\.spool$/.test(name)).sort();
  const segments: FoundSegment[] = [];
  for (const name of names) {
    const file = path.join(folder, name);
    const first = Number.parseInt(name, 10);
    const before = segments.at(-1);
    const { frames, end, state } = await readSegment(file, first);
    const isLast = name === names.at(-1);
    const follows = !before || before.first + before.count === first;
    if (!follows || state === "damaged" || (state === "torn" && !isLast)) throw damaged(file, end);
    if (frames.length === 0) await rm(file);
    else if (state === "torn") await cut(file, end);
    const { mtimeMs } = frames.length === 0 ? { mtimeMs: 0 } : await stat(file);
    if (frames.length > 0) segments.push({ file, first, count: frames.length, bytes: end, createdAt: mtimeMs });
  }
  await syncFolder(folder);
  return segments;
}

export async function readSegment(file: string, first: number): Promise<Frames> {
  return readFrames(await readFile(file), first);
}

function damaged(file: string, end: number): SpoolUnusable {
  return new SpoolUnusable(
    `The spool is damaged: ${file} at byte ${end}. Records of calls are missing there. ` +
      "Keep a copy and move it away to start without them.",
  );
}

async function cut(file: string, end: number): Promise<void> {
  await truncate(file, end);
  const handle = await open(file, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Writes all of it, however much the system takes at once. */
export async function writeWhole(handle: FileHandle, bytes: Buffer): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    done += (await handle.write(bytes, done, bytes.length - done)).bytesWritten;
  }
}
