import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { createSealer, type Sealer } from "#lib/crypto/sealer.ts";
import { openPool, type Pool } from "#lib/database/pool.ts";
import { openDatabase, type Database } from "#lib/database/prisma.ts";

export type TestDatabase = {
  url: string;
  pool: Pool;
  database: Database;
  sealer: Sealer;
  /** The HOLDPOINT_SECRET that `sealer` was made from. */
  secret: string;
  /** Ends its connections and drops it. */
  close: () => Promise<void>;
};

/** A fresh, migrated database of this test's own, with the ways into it that verbs take. Call `close` afterwards. */
export async function startTestDatabase(): Promise<TestDatabase> {
  const templateUrl = new URL(inject("templateUrl"));
  const name = `test_${randomBytes(8).toString("hex")}`;
  const template = templateUrl.pathname.slice(1);
  // Copying files is several times faster than logging pages, where nothing is synced to disk.
  await asAdmin(templateUrl, `create database ${name} template ${pg.escapeIdentifier(template)} strategy file_copy`);

  const url = withDatabase(templateUrl, name);
  const pool = openPool({ url, size: 8, name: "holdpoint-test" });
  const database = openDatabase({ url, poolSize: 5 });
  const secret = randomBytes(32).toString("base64url");
  return {
    url,
    pool,
    database,
    secret,
    sealer: createSealer(secret),
    async close() {
      await pool.end();
      await database.$disconnect();
      await asAdmin(templateUrl, `drop database if exists ${name} with (force)`);
    },
  };
}

/** Address of a database that does not exist yet on the run's server, for tests of creation and migration. */
export function absentDatabaseUrl(): string {
  return withDatabase(new URL(inject("templateUrl")), `test_${randomBytes(8).toString("hex")}`);
}

async function asAdmin(templateUrl: URL, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: withDatabase(templateUrl, "postgres") });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function withDatabase(address: URL, database: string): string {
  const copy = new URL(address);
  copy.pathname = `/${database}`;
  return copy.href;
}
