import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import type { LoadFigures, LoadJob } from "./load-process.ts";

const folder = import.meta.dirname;

/** Starts one of the programs beside this file and resolves once it says its port. */
export async function startProgram(name: string, ...args: string[]): Promise<{ child: ChildProcess; port: number }> {
  const child = fork(path.join(folder, name), args, { execArgv: ["--import", "tsx"] });
  const [said] = (await once(child, "message")) as [{ port: number }];
  return { child, port: said.port };
}

/** Has the load generator do one job; `keep` leaves what it opened open until the returned function is called. */
export async function runJob(job: LoadJob): Promise<{ figures: LoadFigures; end: () => void }> {
  const child = fork(path.join(folder, "load-process.ts"), { execArgv: ["--import", "tsx"] });
  child.send(job);
  const [figures] = (await once(child, "message")) as [LoadFigures | { failed: string }];
  if (typeof figures.failed === "string") {
    child.kill();
    throw new Error(`the load generator failed: ${figures.failed}`);
  }
  return { figures: figures as LoadFigures, end: () => void child.kill() };
}
