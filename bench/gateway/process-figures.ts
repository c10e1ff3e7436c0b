import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

const ticksPerSecond = 100;

/** Resident memory in MB of the process `pid` and of all that it has started. */
export function residentMb(pid: number): number {
  return family(pid).reduce((sum, member) => sum + residentKb(member), 0) / 1024;
}

/** CPU seconds that `pid` and all that it has started have used; 0 where the system has no /proc. */
export function cpuSeconds(pid: number): number {
  return family(pid).reduce((sum, member) => sum + cpuTicks(member), 0) / ticksPerSecond;
}

/** Samples the memory of `pid` and its family every `everyMs` while `work` runs. */
export async function sampleMemory<T>(
  pid: number,
  everyMs: number,
  work: Promise<T>,
): Promise<{ result: T; mb: number[] }> {
  const mb = [residentMb(pid)];
  const timer = setInterval(() => mb.push(residentMb(pid)), everyMs);
  try {
    return { result: await work, mb };
  } finally {
    clearInterval(timer);
  }
}

function family(pid: number): number[] {
  const { stdout, error } = spawnSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  if (error) return [pid];
  const pairs = stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).map(Number));
  const members = [pid];
  // The list grows while it is walked, so that children of children are found too.
  for (const member of members) for (const [child = 0, parent] of pairs) if (parent === member) members.push(child);
  return members;
}

function residentKb(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
  } catch {
    return Number(spawnSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" }).stdout.trim());
  }
}

function cpuTicks(pid: number): number {
  try {
    // proc(5): user and system time are the 12th and 13th field after the name, which may have spaces in it.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /, "")
      .split(" ");
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return 0;
  }
}
