import type { Sealer } from "#lib/crypto/sealer.ts";
import type { Pool, PoolClient } from "#lib/database/pool.ts";
import { forgetDay } from "#lib/search/forget-day.ts";
import { inRemoval, type Removal } from "./in-removal.ts";
import { ledgerTables, partitionOf } from "./ledger-days.ts";
import { recordRemoval, type Archived } from "./record-removal.ts";
import type { LedgerDay } from "./schemas.ts";

/**
 * Removes a day of the ledger for good, in one transaction with the event that says so. `archived`: what was written of it;
 * where rows were added since, nothing is removed.
 */
export function removeDay(pool: Pool, sealer: Sealer, day: LedgerDay, archived: Archived | null): Promise<Removal> {
  return inRemoval(pool, [day.day], (client) => remove(client, sealer, day, archived));
}

async function remove(
  client: PoolClient,
  sealer: Sealer,
  { day, kind, bytes }: LedgerDay,
  archived: Archived | null,
): Promise<Removal> {
  const partition = partitionOf({ day, kind });
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
  await recordRemoval(client, sealer, { day, kind, bytes, rows }, archived);
  return "removed";
}
