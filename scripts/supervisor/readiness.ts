import type { ChildProcess } from "node:child_process";
import { get } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { StartError } from "./start-error.ts";
import { isListening } from "#lib/network/is-listening.ts";

const pollMs = 25;
const deadlineMs = 60_000;
const probeTimeoutMs = 2_000;

/** How a program shows that it is ready: answering an address with success, listening, or saying so to its parent. */
export type Readiness = { http: string } | { port: number } | "says-so";

/** Resolves when the program is ready, with what it said. Rejects when it is not within a minute, or `ended` aborts. */
export async function untilReady(
  child: ChildProcess,
  spec: { name: string; ready: Readiness },
  ended: AbortSignal,
): Promise<unknown> {
  const { ready, name } = spec;
  if (ready === "says-so") return untilItSaysSo(child, ended);
  const probe = "http" in ready ? () => answers(ready.http) : () => isListening(ready.port);
  const deadline = Date.now() + deadlineMs;
  while (!ended.aborted) {
    if (await probe()) return undefined;
    if (Date.now() > deadline) throw new StartError(`The ${name} is not ready after ${deadlineMs / 1000} s.`);
    await delay(pollMs);
  }
  throw ended.reason;
}

function untilItSaysSo(child: ChildProcess, ended: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject) => {
    child.on("message", (message) => {
      if (typeof message === "object" && "ready" in message) resolve(message.ready);
    });
    ended.addEventListener("abort", () => reject(ended.reason as Error));
  });
}

/** On a connection of its own: one kept alive would make the program wait for it when it is told to stop. */
function answers(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, timeout: probeTimeoutMs }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.once("timeout", () => request.destroy());
    request.once("error", () => resolve(false));
  });
}
