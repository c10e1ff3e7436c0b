import type { Sealer } from "#lib/crypto/sealer.ts";
import { inTransaction, type Pool, type PoolClient } from "#lib/database/pool.ts";
import { appendToLedger } from "#lib/ledger/append-to-ledger.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import { forgetDay } from "#lib/search/forget-day.ts";
import type { StoredFile } from "#lib/storage/schemas.ts";
import { isHeldSql } from "./held-days.ts";
import { ledgerTables, partitionOf } from "./ledger-days.ts";
import type { LedgerDay } from "./schemas.ts";

/** Calls are recorded in the same table, and must not be kept waiting by somebody who reads it for long. */
const lockTimeout = "set local lock_timeout = '250ms'";

export type Removal = "removed" | "held" | "changed" | "in-use";

/**
 * Removes a day of the ledger for good, in one transaction with the event that says so. `archived`: what was written of it;
 * where rows were added since, nothing is removed and it is `changed`. `in-use`: somebody reads the table; try again.
 */
export async function removeDay(
  pool: Pool,
  sealer: Sealer,
  day: LedgerDay,
  archived: { url: string; files: readonly StoredFile[] } | null,
): Promise<Removal> {
  try {
    return await inTransaction(pool, (client) => remove(client, sealer, day, archived));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "55P03") return "in-use";
    throw error;
  }
}

async function remove(
  client: PoolClient,
  sealer: Sealer,
  { day, kind, bytes }: LedgerDay,
  archived: { url: string; files: readonly StoredFile[] } | null,
): Promise<Removal> {
  const partition = partitionOf({ day, kind });
  await client.query(lockTimeout);
  // Waits for who places a legal hold at this moment.
  await client.query("select pg_advisory_xact_lock(hashtext('retention'))");
  const { rows: held } = await client.query(`select 1 where ${isHeldSql}`, [day]);
  if (held.length > 0) return "held";
  // Nobody writes to a day that is over, or they wait until it is counted; everybody still reads.
  await client.query(`lock table ${partition} in exclusive mode`);
  const { rows: counted } = await client.query<{ rows: number }>(`select count(*) as rows from ${partition}`);
  const rows = counted[0]?.rows ?? 0;
  const written = archived?.files.reduce((sum, file) => sum + file.rows, 0) ?? rows;
  if (written !== rows) return "changed";
  if (kind === "events") await forgetDay(client, day);
  // Last, because from here on calls wait to be recorded.
  await client.query(`lock table ${ledgerTables[kind]} in access exclusive mode`);
  await client.query(`drop table ${partition}`);
  const files = archived ? JSON.stringify(archived.files) : null;
  await client.query(
    `insert into removed_day (day, kind, rows, bytes, files, archive) values ($1, $2, $3, $4, $5, $6)
     on conflict (day, kind) do update set rows = removed_day.rows + excluded.rows, removed_at = now()`,
    [day, kind, rows, Math.round(bytes), files, archived?.url ?? null],
  );
  const attrs = { day, kind, rows, bytes, archive: archived?.url ?? null, files: archived?.files ?? [] };
  const event = newEvent({ type: "ledger.removed", status: "ok", agent: "holdpoint:worker", attrs });
  await appendToLedger(client, sealer, { events: [event] });
  return "removed";
}
