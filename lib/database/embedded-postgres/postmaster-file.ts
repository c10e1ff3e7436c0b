import { readFileSync } from "node:fs";
import path from "node:path";
import { isListening } from "#lib/network/is-listening.ts";

/** What a running server writes to `postmaster.pid`: its process, its port, and whether it takes connections. */
export type PostmasterFile = { pid: number; port: number; ready: boolean };

export function readPostmasterFile(dataDir: string): PostmasterFile | undefined {
  try {
    const lines = readFileSync(path.join(dataDir, "postmaster.pid"), "utf8").split("\n");
    return { pid: Number(lines[0]), port: Number(lines[3]), ready: lines[7]?.trim() === "ready" };
  } catch {
    return undefined;
  }
}

/** The server another starter left running in `dataDir`. A process id alone may be a zombie's: believe a connection. */
export async function findSurvivor(dataDir: string): Promise<PostmasterFile | undefined> {
  const file = readPostmasterFile(dataDir);
  return file?.ready && isAlive(file.pid) && (await isListening(file.port)) ? file : undefined;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
