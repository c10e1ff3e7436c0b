import { spawn, type ChildProcess } from "node:child_process";
import { setTimeout as delay } from "node:timers/promises";
import type { Runner } from "./choose-runner.ts";
import { readPostmasterFile } from "./postmaster-file.ts";

const pollMs = 20;

export type LaunchResult = { started: true; server: ChildProcess } | { started: false; log: string };

/**
 * Starts a server and waits until its pid file says it is ready, which after a crash includes recovery. The file must
 * name our child: a killed server leaves one that still says ready.
 */
export async function launchServer(options: {
  runner: Runner;
  dataDir: string;
  port: number;
  settings: Record<string, string>;
  deadline: number;
}): Promise<LaunchResult> {
  const { runner, dataDir } = options;
  const settings = Object.entries(options.settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const [command, args] = runner.commandLine("postgres", ["-D", dataDir, "-p", String(options.port), ...settings]);
  // Its own process group, so that a terminal's Ctrl-C reaches whoever started it first.
  const server = spawn(command, args, {
    ...runner.account,
    cwd: "/",
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let log = "";
  const ended = new AbortController();
  server.stderr.setEncoding("utf8").on("data", (text: string) => {
    log = (log + text).slice(-4_000);
  });
  server.once("error", (error) => {
    log += error.message;
    ended.abort();
  });
  server.once("exit", () => {
    ended.abort();
  });
  while (!ended.signal.aborted && Date.now() < options.deadline) {
    const file = readPostmasterFile(dataDir);
    if (file?.ready && file.pid === server.pid) return { started: true, server };
    await delay(pollMs);
  }
  if (!ended.signal.aborted) server.kill("SIGQUIT");
  return { started: false, log: log.trim() };
}
