import { mkdirSync } from "node:fs";
import path from "node:path";
import { createSealer } from "#lib/crypto/sealer.ts";
import { startEmbeddedPostgres } from "#lib/database/embedded-postgres/start-embedded-postgres.ts";
import { applyMigrations } from "#lib/database/migrate.ts";
import { openPool, type Pool } from "#lib/database/pool.ts";
import { openDatabase } from "#lib/database/prisma.ts";
import { ensurePartitions } from "#lib/ledger/ensure-partitions.ts";
import type { Person, ServiceContext } from "#lib/core/context.ts";

export type Stack = { pool: Pool; context: ServiceContext; url: string; close: () => Promise<void> };

/** The PostgreSQL of the embedded default, kept in `folder`, and an admin who asks. */
export async function startStack(folder: string): Promise<Stack> {
  mkdirSync(folder, { recursive: true });
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(folder, "postgres") });
  const url = postgres.url("bench");
  await applyMigrations(url);
  const pool = openPool({ url, name: "bench", statementTimeoutMs: 3_600_000 });
  await ensurePartitions(pool, 3);
  const context = openContext(url, pool);
  return {
    pool,
    context,
    url,
    async close() {
      await context.database.$disconnect();
      await pool.end();
      await postgres.stop();
    },
  };
}

/** An admin who asks. */
export function openContext(url: string, streams: Pool): ServiceContext {
  const sealer = createSealer("a benchmark's secret, used nowhere else");
  return { actor: admin, database: openDatabase({ url }), sealer, streams };
}

const admin: Person = {
  kind: "person",
  id: "usr_bench",
  subject: "subject-bench",
  email: "admin@example.com",
  name: "admin",
  role: "admin",
  auditor: false,
  groups: [],
};
