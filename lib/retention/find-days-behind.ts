import type { Pool } from "#lib/database/pool.ts";
import { rowsOf, type StoredDay } from "./ledger-days.ts";

/** Who that is on has yet to get an event of this day: a sink or a scheduled export, in words; null for nobody. */
export async function findDaysBehind(pool: Pool, day: StoredDay): Promise<string | null> {
  const { rows } = await pool.query<{ name: string }>(
    `select name from (
       select 'the sink ' || name as name, position_xact as xact from sink where enabled
       union all select 'the scheduled export ' || name, position_xact - 1 from export_schedule where enabled
     ) as reader
     where exists (select 1 from ${rowsOf(day)} as event where event.xact > reader.xact)
     order by name limit 1`,
  );
  return rows[0]?.name ?? null;
}
