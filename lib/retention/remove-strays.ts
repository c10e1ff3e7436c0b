import type { Sealer } from "#lib/crypto/sealer.ts";
import type { Pool, PoolClient } from "#lib/database/pool.ts";
import { forgetDay } from "#lib/search/forget-day.ts";
import { inRemoval, type Removal } from "./in-removal.ts";
import { ledgerTables, rowsOf, type StoredDay } from "./ledger-days.ts";
import { recordRemoval, type Archived } from "./record-removal.ts";
import type { LedgerKind } from "./schemas.ts";

/** So many rows move in a fraction of the time that a call may wait. */
const mostKept = 5_000;

/** Of the rows of the default partition those of other days than $1. */
const ofOtherDays = "(at at time zone 'UTC')::date <> all($1::date[])";

export type ArchivedStray = { day: StoredDay; archived: Archived | null };

/**
 * Removes stray days of a kind, all in one transaction with the events that say so. No row of the ledger is ever deleted:
 * as days are dropped with their partition, the default one is dropped, and what is kept of it moves to a new one before.
 */
export function removeStrays(
  pool: Pool,
  sealer: Sealer,
  kind: LedgerKind,
  strays: readonly ArchivedStray[],
): Promise<Removal> {
  const days = strays.map(({ day }) => day.day);
  return inRemoval(pool, days, async (client) => {
    const table = ledgerTables[kind];
    // Who adds a stray row waits; everybody still reads, and calls of today are recorded.
    await client.query(`lock table ${table}_default in exclusive mode`);
    const removed = [];
    for (const { day, archived } of strays) {
      const { rows, bytes } = await measure(client, day);
      const written = archived?.files.reduce((sum, file) => sum + file.rows, 0) ?? rows;
      if (written !== rows) return "changed";
      removed.push({ day: day.day, kind, rows, bytes, archived });
    }
    if (await isCrowded(client, kind, days)) return "crowded";
    await keepRest(client, table, days);
    for (const day of kind === "events" ? days : []) await forgetDay(client, day);
    await replaceDefault(client, table);
    for (const { archived, ...day } of removed) await recordRemoval(client, sealer, day, archived);
    return "removed";
  });
}

async function measure(client: PoolClient, day: StoredDay): Promise<{ rows: number; bytes: number }> {
  const { rows } = await client.query<{ rows: number; bytes: number }>(
    `select count(*) as rows, coalesce(sum(pg_column_size(stored.*)), 0)::float8 as bytes from ${rowsOf(day)} as stored`,
  );
  return rows[0] ?? { rows: 0, bytes: 0 };
}

/** Whether more events of other days lie with these in the default partition than may move. */
export async function isCrowded(
  client: Pool | PoolClient,
  kind: LedgerKind,
  days: readonly string[],
): Promise<boolean> {
  const { rows } = await client.query<{ rest: number }>(
    `select count(*) as rest from (select 1 from ${ledgerTables[kind]}_default where ${ofOtherDays} limit $2) as rest`,
    [days, mostKept + 1],
  );
  return (rows[0]?.rest ?? 0) > mostKept;
}

/** Copies what is of other days, each row as it is, with the transaction that wrote it. */
async function keepRest(client: PoolClient, table: string, days: readonly string[]): Promise<void> {
  await client.query(`create table ${table}_kept (like ${table} including all)`);
  await client.query(`insert into ${table}_kept select * from ${table}_default where ${ofOtherDays}`, [days]);
}

/** From here on calls wait to be recorded. */
async function replaceDefault(client: PoolClient, table: string): Promise<void> {
  await client.query(`lock table ${table} in access exclusive mode`);
  await client.query(`drop table ${table}_default`);
  await client.query(`alter table ${table}_kept rename to ${table}_default`);
  // It gets the triggers that refuse changes of rows with that; against TRUNCATE each table has its own.
  await client.query(`alter table ${table} attach partition ${table}_default default`);
  await client.query(
    `create trigger no_truncate before truncate on ${table}_default execute function refuse_ledger_change()`,
  );
}
