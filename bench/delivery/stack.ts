import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createSealer } from "#lib/crypto/sealer.ts";
import { startEmbeddedPostgres } from "#lib/database/embedded-postgres/start-embedded-postgres.ts";
import { applyMigrations } from "#lib/database/migrate.ts";
import { openPool, type Pool } from "#lib/database/pool.ts";
import { openDatabase } from "#lib/database/prisma.ts";
import { applyQueueMigrations } from "#lib/jobs/apply-queue-migrations.ts";
import { createSink } from "#lib/sinks/create-sink.ts";

const secret = "a benchmark's secret, used nowhere else";

export type Stack = {
  pool: Pool;
  postgresPid: () => number;
  /** As kill -9, and up again on the same port. */
  crashPostgres: () => Promise<void>;
  startWorker: () => Promise<ChildProcess>;
  close: () => Promise<void>;
};

/** PostgreSQL of its own with fsync on, a sink that leads to `intakeUrl`, and the worker as it ships. */
export async function startStack(intakeUrl: string): Promise<Stack> {
  const folder = mkdtempSync(path.join(tmpdir(), "holdpoint-bench-"));
  const dataDir = path.join(folder, "postgres");
  let postgres = await startEmbeddedPostgres({ dataDir });
  const { port } = postgres;
  const url = postgres.url("bench");
  await applyMigrations(url);
  await applyQueueMigrations(url);
  const database = openDatabase({ url });
  const context = { actor: { kind: "system", name: "setup" }, database, sealer: createSealer(secret) } as const;
  await createSink(context, { name: "bench", kind: "datadog", url: intakeUrl, apiKey: "bench" });
  await database.$disconnect();
  const pool = openPool({ url, name: "bench", statementTimeoutMs: 120_000 });
  const workers: ChildProcess[] = [];

  return {
    pool,
    postgresPid: () => postgres.pid,
    async crashPostgres() {
      process.kill(postgres.pid, "SIGKILL");
      postgres = await startEmbeddedPostgres({ dataDir, port });
    },
    async startWorker() {
      const env = { ...process.env, DATABASE_URL: url, HOLDPOINT_SECRET: secret, CONSOLE_URL: "http://127.0.0.1:1" };
      const worker = spawn(process.execPath, ["--import", "tsx", "worker/main.ts"], {
        env: { ...env, REDIS_URL: "", LOG_LEVEL: "silent" },
        stdio: ["ignore", "ignore", "inherit", "ipc"],
      });
      workers.push(worker);
      await once(worker, "message");
      return worker;
    },
    async close() {
      for (const worker of workers) worker.kill("SIGKILL");
      await pool.end();
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
