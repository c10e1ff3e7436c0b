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

/** A day with its rows; `isStray`: they lie in the default partition, because none had been made for them. */
export type StoredDay = Pick<LedgerDay, "day" | "kind"> & { isStray?: true };

/** Stray days of a kind before another day, oldest first. */
export async function listStrayDays(pool: Pool, kind: LedgerKind, before: string): Promise<StoredDay[]> {
  const { rows } = await pool.query<{ day: string }>(
    `select distinct (at at time zone 'UTC')::date::text as day from ${ledgerTables[kind]}_default
     where at < $1::date::timestamp at time zone 'UTC' order by day`,
    [before],
  );
  return rows.map(({ day }) => ({ day, kind, isStray: true }));
}

/** The rows of a day, to be read from. */
export function rowsOf({ day, kind, isStray }: StoredDay): string {
  if (!isStray) return partitionOf({ day, kind });
  const begin = `'${day}'::date::timestamp at time zone 'UTC'`;
  const end = `('${day}'::date + 1)::timestamp at time zone 'UTC'`;
  return `(select * from ${ledgerTables[kind]}_default where at >= ${begin} and at < ${end})`;
}

export function partitionOf({ kind, day }: Pick<LedgerDay, "day" | "kind">): string {
  return `${ledgerTables[kind]}_${day.replaceAll("-", "")}`;
}
