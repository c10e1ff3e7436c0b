import { createHash, randomUUID } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import pg from "pg";
import { createDatabaseIfAbsent } from "./create-database.ts";

// The key Prisma's own `migrate deploy` takes, so that both wait for each other.
const advisoryLock = 72_707_369;

const createMigrationsTable = `create table if not exists _prisma_migrations (
  id varchar(36) primary key not null, checksum varchar(64) not null, finished_at timestamptz,
  migration_name varchar(255) not null, logs text, rolled_back_at timestamptz,
  started_at timestamptz not null default now(), applied_steps_count integer not null default 0)`;

type Migration = { name: string; sql: string; checksum: string };

/**
 * Applies the migrations of `directory` (default prisma/migrations of the working folder) that the database lacks, each
 * in a transaction, with Prisma's own table and checksums. Creates the database if absent. Returns the names applied.
 * Throws if an applied migration was edited since.
 */
export async function applyMigrations(url: string, directory = "prisma/migrations"): Promise<string[]> {
  await createDatabaseIfAbsent(url);
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [advisoryLock]);
    await client.query(createMigrationsTable);
    const applied = await readApplied(client);
    const names: string[] = [];
    for (const migration of await readMigrations(directory)) {
      const earlier = applied.get(migration.name);
      if (earlier === undefined) {
        await applyOne(client, migration);
        names.push(migration.name);
      } else {
        assertSame(migration, earlier);
      }
    }
    return names;
  } finally {
    await client.end();
  }
}

type Applied = { checksum: string; finished: boolean };

async function readApplied(client: pg.Client): Promise<Map<string, Applied>> {
  const { rows } = await client.query<{ name: string; checksum: string; finished: boolean }>(
    `select migration_name as name, checksum, finished_at is not null as finished
     from _prisma_migrations where rolled_back_at is null`,
  );
  return new Map(rows.map(({ name, checksum, finished }) => [name, { checksum, finished }]));
}

function assertSame(migration: Migration, earlier: Applied): void {
  if (!earlier.finished) {
    throw new Error(`Migration ${migration.name} began earlier and did not finish. Resolve it with prisma migrate.`);
  }
  if (earlier.checksum !== migration.checksum) {
    throw new Error(
      `Migration ${migration.name} was edited after it was applied to this database. ` +
        "Restore the file and put the change into a new migration.",
    );
  }
}

async function applyOne(client: pg.Client, migration: Migration): Promise<void> {
  await client.query("begin");
  try {
    await client.query(migration.sql);
    await client.query(
      `insert into _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       values ($1, $2, $3, now(), 1)`,
      [randomUUID(), migration.checksum, migration.name],
    );
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Migration ${migration.name} failed and was rolled back: ${reason}`, { cause: error });
  }
}

async function readMigrations(directory: string): Promise<Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(path.join(directory, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    }),
  );
}
