import cluster, { type Worker } from "node:cluster";
import type { Logger } from "#lib/observability/logger.ts";
import { passOnNews } from "./limits/neighbours.ts";
import { startLauncher } from "./stdio/start-launcher.ts";
import { StartFailure } from "./start-failure.ts";

const firstDelayMs = 250;
const longestDelayMs = 10_000;
/** Having run this long, a process counts as sound again. */
const soundAfterMs = 30_000;
/** Room for what calls leave behind before it is collected: collecting rarely costs far less. */
const youngGenerationMb = 32;

type Options = {
  count: number;
  logger: Logger;
  /** Where programs of stdio servers are looked for. */
  path: string;
};

/**
 * Keeps `count` processes that serve the same port, each with its own ledger writer. Resolves once all of them listen;
 * throws StartFailure where one does not. A process that ends later is started again, ever more slowly. On SIGTERM all
 * are told to drain, and this process ends with the last of them.
 */
export async function runWorkers({ count, logger, path }: Options): Promise<void> {
  const launcher = await startLauncher({ logger, path });
  const { url, secret } = launcher;
  cluster.setupPrimary({ execArgv: [...process.execArgv, `--max-semi-space-size=${youngGenerationMb}`] });
  const listening = new Set<Worker>();
  let delayMs = firstDelayMs;
  let started = false;
  let stopping = false;

  function end(): void {
    void launcher.close().then(() => process.exit(0));
  }
  function stop(why: string): void {
    if (stopping) return;
    stopping = true;
    logger.info({ why }, "draining");
    const workers = Object.values(cluster.workers ?? {});
    if (workers.length === 0) end();
    for (const worker of workers) worker?.process.kill("SIGTERM");
  }
  process.on("SIGTERM", () => stop("SIGTERM"));
  process.on("SIGINT", () => stop("SIGINT"));
  process.on("disconnect", () => stop("the supervisor is gone"));

  await new Promise<void>((resolve, reject) => {
    let complaint: string | undefined;
    for (let slot = 0; slot < count; slot++) launch(slot);

    function launch(slot: number): void {
      const launchedAt = Date.now();
      const worker = cluster.fork({
        HOLDPOINT_LAUNCHER: JSON.stringify({ url, secret }),
        HOLDPOINT_SPOOL_SLOT: String(slot),
      });
      worker.on("message", (said: { ready?: true; port?: number; failed?: string }) => {
        complaint ??= said.failed;
        if (said.ready) onListening(worker, said.port);
      });
      passOnNews(worker);
      worker.once("exit", (code, signal) => {
        listening.delete(worker);
        onEnd(slot, signal ? `signal ${signal}` : `exit code ${code}`, Date.now() - launchedAt);
      });
    }

    function onListening(worker: Worker, port: number | undefined): void {
      listening.add(worker);
      if (listening.size < count) return;
      // Only now do they call themselves ready; who is told it again does not mind.
      for (const other of listening) other.send({ othersListen: true });
      process.send?.({ ready: true, port, processes: [...listening].map((other) => other.process.pid) });
      started = true;
      resolve();
    }

    function onEnd(slot: number, how: string, ranMs: number): void {
      if (stopping) {
        if (Object.keys(cluster.workers ?? {}).length === 0) end();
        return;
      }
      if (!started) {
        reject(new StartFailure(complaint ?? `One of the gateway's processes ended with ${how} while it started.`));
        return;
      }
      if (ranMs > soundAfterMs) delayMs = firstDelayMs;
      logger.error({ how, delayMs, complaint }, "a process of the gateway ended; starting another");
      complaint = undefined;
      setTimeout(() => {
        if (!stopping) launch(slot);
      }, delayMs);
      delayMs = Math.min(delayMs * 2, longestDelayMs);
    }
  });
}
