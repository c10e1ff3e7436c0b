import type { ServiceContext } from "#lib/core/context.ts";
import type { Position } from "#lib/ledger/read-undelivered.ts";
import { Prisma } from "#prisma-client";

/** So many events that are not in the index yet can be read beside it, without being slow. */
const longestTail = 20_000;

/** How far the index has come. `behind`: too much is not in it yet to be read beside it. */
export type IndexState = { position: Position; behind: boolean };

/** Reads how far the index has come. Read it before anything else: what comes into the index later is seen twice then, never missed. */
export async function readIndexState({ database }: ServiceContext): Promise<IndexState> {
  const [row] = await database.$queryRaw<{ xact: bigint; at: Date | null; id: string | null; tail: number }[]>`
    select fold.xact, fold.at, fold.id, (
      select count(*)::int from (
        select 1 from audit_event
        where (xact, audit_event.at, audit_event.id) > (fold.xact, coalesce(fold.at, '-infinity'), coalesce(fold.id, ''))
        limit ${longestTail + 1}
      ) as tail
    ) as tail from ledger_fold as fold where name = 'search'`;
  if (!row) return { position: { xact: 0, at: null, id: null }, behind: true };
  return { position: { ...row, xact: Number(row.xact) }, behind: row.tail > longestTail };
}

/** The condition of an event of the ledger that was not in the index when its state was read. */
export function notIndexed({ xact, at, id }: Position): Prisma.Sql {
  return Prisma.sql`(xact, at, id) > (${xact}, coalesce(${at}::timestamptz, '-infinity'), coalesce(${id}::text, ''))`;
}
