import type { Pool } from "#lib/database/pool.ts";
import type { LedgerDay, LedgerKind } from "./schemas.ts";

/** The table that each kind is in. */
export const ledgerTables: Record<LedgerKind, string> = { events: "audit_event", payloads: "audit_payload" };

/** Days of the ledger that are over, with a partition of their own, oldest first, payloads before events. */
export const ledgerDaysSql = `select day::text, 'payloads' as kind, bytes::float8 as bytes
    from ledger_days('audit_payload') where day <= (now() at time zone 'UTC')::date
  union all
  select day::text, 'events', bytes::float8 from ledger_days('audit_event') where day <= (now() at time zone 'UTC')::date
  order by day, kind desc`;

export async function listLedgerDays(pool: Pool): Promise<LedgerDay[]> {
  return (await pool.query<LedgerDay>(ledgerDaysSql)).rows;
}

export function partitionOf({ kind, day }: Pick<LedgerDay, "day" | "kind">): string {
  return `${ledgerTables[kind]}_${day.replaceAll("-", "")}`;
}
