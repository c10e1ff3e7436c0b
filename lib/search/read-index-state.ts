import type { ServiceContext } from "#lib/core/context.ts";
import type { Database } from "#lib/database/prisma.ts";
import type { Position } from "#lib/ledger/read-undelivered.ts";
import { Prisma } from "#prisma-client";

/** So many events that are not in the index yet can be read beside it, without being slow. */
const longestTail = 20_000;
const keptMs = 1_000;
const hourMs = 3_600_000;

/** How far the index has come. `behind`: too much is not in it yet to be read beside it. */
export type IndexState = {
  position: Position;
  behind: boolean;
  /** What is not in the index yet happened since then. */
  tailFrom: Date;
  /** The hours in which the events of the index happened. */
  ends: { from: Date; to: Date };
};

const kept = new WeakMap<Database, { readAt: number; state: Promise<IndexState> }>();

/**
 * How far the index has come, as of a second ago at most: an event that has come into it since is seen twice, which does no
 * harm, and none is missed.
 */
export function readIndexState({ database }: ServiceContext): Promise<IndexState> {
  const last = kept.get(database);
  if (last && performance.now() - last.readAt < keptMs) return last.state;
  const state = readState(database);
  kept.set(database, { readAt: performance.now(), state });
  state.catch(() => kept.delete(database));
  return state;
}

type Row = {
  xact: bigint;
  at: Date | null;
  id: string | null;
  tail: number;
  tailFrom: Date | null;
  from: Date | null;
  to: Date | null;
};

async function readState(database: Database): Promise<IndexState> {
  const [row] = await database.$queryRaw<Row[]>`
    select fold.xact, fold.at, fold.id, tail.*,
      (select min(at) from event_hour where field = 'status') as from,
      (select max(at) from event_hour where field = 'status') as to
    from ledger_fold as fold cross join lateral (
      select count(*)::int as tail, min(at) as "tailFrom" from (
        select audit_event.at from audit_event
        where (xact, audit_event.at, audit_event.id) > (fold.xact, coalesce(fold.at, '-infinity'), coalesce(fold.id, ''))
        limit ${longestTail + 1}
      ) as rows
    ) as tail where name = 'search'`;
  // What commits while this is kept happened shortly before.
  const recent = Date.now() - hourMs;
  const state = { position: { xact: 0, at: null, id: null }, behind: true, tailFrom: new Date(recent) };
  if (!row?.from || !row.to) return { ...state, ends: { from: new Date(0), to: new Date(0) } };
  return {
    position: { xact: Number(row.xact), at: row.at, id: row.id },
    behind: row.tail > longestTail,
    tailFrom: new Date(Math.min(recent, row.tailFrom?.getTime() ?? recent)),
    ends: { from: row.from, to: new Date(row.to.getTime() + hourMs) },
  };
}

/** The condition of an event of the ledger that was not in the index when its state was read. */
export function notIndexed({ xact, at, id }: Position): Prisma.Sql {
  return Prisma.sql`(xact, at, id) > (${xact}, coalesce(${at}::timestamptz, '-infinity'), coalesce(${id}::text, ''))`;
}
