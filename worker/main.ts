import { addressRules } from "#lib/connections/address-rules.ts";
import { createSealer } from "#lib/crypto/sealer.ts";
import { pingDatabase } from "#lib/database/ping.ts";
import { openPool } from "#lib/database/pool.ts";
import { EnvError } from "#lib/env/parse-env.ts";
import { parseWorkerEnv, type WorkerEnv } from "#lib/env/worker.ts";
import { createLogger } from "#lib/observability/logger.ts";
import { startWorker } from "./start-worker.ts";

/** Below the five seconds that a process has to leave in once its supervisor is gone. */
const drainMs = 4_000;

const env = readEnv();
const logger = createLogger({ process: "worker", level: env.LOG_LEVEL });
await requireDatabase();

const worker = await startWorker({
  databaseUrl: env.DATABASE_URL,
  redisUrl: env.REDIS_URL,
  sealer: createSealer(env.HOLDPOINT_SECRET),
  logger,
  environment: env.HOLDPOINT_ENV,
  sinkFolder: env.SINK_FOLDER,
  exportFolder: env.EXPORT_FOLDER,
  consoleUrl: env.CONSOLE_URL,
  webhookRules: addressRules(env.WEBHOOK_ALLOW_PRIVATE, "WEBHOOK_ALLOW_PRIVATE"),
  mail: env.SMTP_URL === undefined ? undefined : { url: env.SMTP_URL, from: env.SMTP_FROM ?? "" },
}).catch((error: unknown) => fail(`It cannot start: ${error instanceof Error ? error.message : String(error)}`));
let stopping = false;
async function stop(why: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  logger.info({ why }, "draining");
  // What is cut off here is safe: jobs run again, and the ledger's position moves only behind what was acknowledged.
  setTimeout(() => process.exit(1), drainMs).unref();
  await worker.stop();
  process.exit(0);
}
process.on("SIGTERM", () => void stop("SIGTERM"));
process.on("SIGINT", () => void stop("SIGINT"));
process.on("disconnect", () => void stop("the supervisor is gone"));

logger.info({ queues: env.REDIS_URL === undefined ? "postgresql" : "redis" }, "ready");
process.send?.({ ready: true });

function readEnv(): WorkerEnv {
  try {
    return parseWorkerEnv(process.env);
  } catch (error) {
    if (error instanceof EnvError) fail(error.message);
    throw error;
  }
}

async function requireDatabase(): Promise<void> {
  const pool = openPool({ url: env.DATABASE_URL, size: 1, name: "holdpoint-worker" });
  const answers = await pingDatabase(pool, 5_000);
  await pool.end();
  if (!answers) {
    fail(
      "The database at DATABASE_URL does not answer. Check that PostgreSQL runs there and that the password is right.",
    );
  }
}

/** One line that names what is wrong and how to put it right. */
function fail(message: string): never {
  process.stderr.write(`worker: ${message}\n`);
  process.exit(1);
}
