import type { PoolClient } from "#lib/database/pool.ts";
import type { AuditEvent } from "#lib/ledger/events.ts";
import { notAStep } from "#lib/ledger/not-a-step.ts";
import { Prisma } from "#prisma-client";
import { countRows } from "./count-rows.ts";
import { rowsAt } from "./rows-at.ts";
import { eventTerms } from "./terms.ts";

const dayMs = 86_400_000;

/** Puts events into the search index, and counts their values. Call it once for each, in the transaction that notes it. */
export async function foldSearch(client: PoolClient, events: readonly AuditEvent[]): Promise<void> {
  const days = new Set(
    events.map(({ at }) => new Date(Math.floor(at.getTime() / dayMs) * dayMs).toISOString().slice(0, 10)),
  );
  await client.query("select ensure_search_partition(day) from unnest($1::date[]) as day", [[...days]]);
  const [ats, ids] = [events.map(({ at }) => at), events.map(({ id }) => id)];
  const rows = rowsAt(Prisma.sql`unnest(${ats}::timestamptz[], ${ids}::text[])`);
  for (const { text, values } of [indexRows(rows), countRows(rows)]) await client.query(text, values);
}

/** The statement that puts rows of the ledger into the index. */
export function indexRows(rows: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`insert into audit_search (at, id, terms, duration_ms)
    select at, id, ${eventTerms}, duration_ms from (${rows}) as audit_event where ${notAStep}`;
}
