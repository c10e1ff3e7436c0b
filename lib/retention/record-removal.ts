import type { Sealer } from "#lib/crypto/sealer.ts";
import type { PoolClient } from "#lib/database/pool.ts";
import { appendToLedger } from "#lib/ledger/append-to-ledger.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import type { StoredFile } from "#lib/storage/schemas.ts";
import type { LedgerDay } from "./schemas.ts";

/** Where a day was written before it was removed. */
export type Archived = { url: string; files: readonly StoredFile[] };

/** Notes that rows of a day are gone: in the list of removed days and as an event, in the transaction that removes them. */
export async function recordRemoval(
  client: PoolClient,
  sealer: Sealer,
  { day, kind, bytes, rows }: LedgerDay & { rows: number },
  archived: Archived | null,
): Promise<void> {
  const files = archived ? JSON.stringify(archived.files) : null;
  await client.query(
    `insert into removed_day (day, kind, rows, bytes, files, archive) values ($1, $2, $3, $4, $5, $6)
     on conflict (day, kind) do update set rows = removed_day.rows + excluded.rows,
       bytes = removed_day.bytes + excluded.bytes, archive = coalesce(excluded.archive, removed_day.archive),
       files = coalesce(removed_day.files || excluded.files, removed_day.files, excluded.files), removed_at = now()`,
    [day, kind, rows, Math.round(bytes), files, archived?.url ?? null],
  );
  const attrs = { day, kind, rows, bytes, archive: archived?.url ?? null, files: archived?.files ?? [] };
  const event = newEvent({ type: "ledger.removed", status: "ok", agent: "holdpoint:worker", attrs });
  await appendToLedger(client, sealer, { events: [event] });
}
