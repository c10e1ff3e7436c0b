import { cp, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { newEvent } from "#lib/ledger/new-event.ts";
import { insertEventsStatement } from "#lib/ledger/insert-events.ts";
import { absentDatabaseUrl, startTestDatabase } from "#lib/testing/database.ts";
import { applyMigrations } from "./migrate.ts";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function copyOfMigrations(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), "holdpoint-migrations-"));
  cleanups.push(() => rm(folder, { recursive: true }));
  await cp("prisma/migrations", folder, { recursive: true });
  return folder;
}

async function connected(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  cleanups.push(() => client.end());
  return client;
}

describe("applyMigrations", () => {
  it("creates the database, applies every migration, and does nothing the second time", async () => {
    const url = absentDatabaseUrl();
    const folders = (await readdir("prisma/migrations", { withFileTypes: true })).filter((entry) =>
      entry.isDirectory(),
    );
    expect(await applyMigrations(url)).toEqual(folders.map((entry) => entry.name).sort());
    expect(await applyMigrations(url)).toEqual([]);
  });

  it("lets several starters race: each migration is applied once", async () => {
    const url = absentDatabaseUrl();
    const applied = await Promise.all([applyMigrations(url), applyMigrations(url), applyMigrations(url)]);
    expect(applied.flat()).toHaveLength(new Set(applied.flat()).size);
    expect(applied.flat().length).toBeGreaterThan(0);
  });

  it("refuses a migration that was edited after it was applied", async () => {
    const url = absentDatabaseUrl();
    const folder = await copyOfMigrations();
    const [first] = await applyMigrations(url, folder);
    await writeFile(path.join(folder, String(first), "migration.sql"), "select 1;");
    await expect(applyMigrations(url, folder)).rejects.toThrow(`Migration ${first} was edited after it was applied`);
  });

  it("rolls a failing migration back whole and says which it was", async () => {
    const url = absentDatabaseUrl();
    const folder = await copyOfMigrations();
    await applyMigrations(url, folder);
    const broken = path.join(folder, "99990101000000_broken");
    await cp(path.join(folder, String((await readdir(folder)).sort()[0])), broken, { recursive: true });
    await writeFile(path.join(broken, "migration.sql"), "create table half_made (id int); select 1 / 0;");
    await expect(applyMigrations(url, folder)).rejects.toThrow("99990101000000_broken failed and was rolled back");
    const client = await connected(url);
    expect((await client.query("select to_regclass('half_made') as found")).rows).toEqual([{ found: null }]);
  });
});

describe("the ledger", () => {
  it.each([
    "update audit_event set status = 'ok'",
    "delete from audit_event",
    "truncate audit_event",
    "update audit_payload set truncated = true",
    "delete from audit_payload",
    "truncate audit_payload",
    "truncate audit_event_default",
  ])("refuses `%s`, whoever asks", async (sql) => {
    const { pool, close } = await startTestDatabase();
    cleanups.push(close);
    const event = newEvent({ type: "session.signed-in", status: "ok" });
    const { sql: insert, parameters } = insertEventsStatement([event]);
    await pool.query(insert, parameters);
    await pool.query(
      `insert into audit_payload (at, call_id, direction, headers_sealed, body_sealed, bytes, sha256, truncated)
       values (now(), 'call_1', 'request', '', '', 0, '', false)`,
    );
    await expect(pool.query(sql)).rejects.toThrow("the ledger is append-only");
    expect((await pool.query("select id, status from audit_event")).rows).toEqual([{ id: event.id, status: "ok" }]);
  });
});
