import type { ServiceContext } from "#lib/core/context.ts";
import type { Database } from "#lib/database/prisma.ts";
import type { Position } from "#lib/ledger/read-undelivered.ts";
import { Prisma } from "#prisma-client";

/** So many events that are not in the index yet are read beside it by each of a page's queries, without being felt. */
const longestTail = 5_000;
/** Gateways commit an event within this long after it happened, when all is well. */
const commitMs = 2_000;
const keptMs = 1_000;
const hourMs = 3_600_000;

/** How far the index has come. `behind`: too much is not in it yet to be read beside it. */
export type IndexState = {
  position: Position;
  behind: boolean;
  /** What is not in the index yet happened since then. */
  tailFrom: Date;
  /** Where the index is behind: what happened before then is in it, but for what came late. */
  indexedTo: Date;
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

type Fold = { xact: bigint; at: Date | null; id: string | null; from: Date | null; to: Date | null };

async function readState(database: Database): Promise<IndexState> {
  const [fold] = await database.$queryRaw<Fold[]>`
    select xact, at, id, (select min(at) from event_hour where field = 'status') as from,
      (select max(at) from event_hour where field = 'status') as to
    from ledger_fold where name = 'search'`;
  // What commits while this is kept happened shortly before.
  const recent = Date.now() - hourMs;
  if (!fold?.from || !fold.to) {
    const ends = { from: new Date(0), to: new Date(0) };
    const position = { xact: 0, at: null, id: null };
    return { position, behind: true, tailFrom: new Date(recent), indexedTo: ends.from, ends };
  }
  const position = { xact: Number(fold.xact), at: fold.at, id: fold.id };
  // Asked with the position as a value: PostgreSQL would look through the whole ledger for what it cannot estimate.
  const [tail] = await database.$queryRaw<{ events: number; from: Date | null }[]>`
    select count(*)::int as events, min(at) as from from (
      select at from audit_event where ${notIndexed(position)} limit ${longestTail + 1}
    ) as rows`;
  const tailFrom = tail?.from?.getTime() ?? recent;
  return {
    position,
    behind: (tail?.events ?? 0) > longestTail,
    tailFrom: new Date(Math.min(recent, tailFrom)),
    indexedTo: new Date(tailFrom - commitMs),
    ends: { from: fold.from, to: new Date(fold.to.getTime() + hourMs) },
  };
}

/** The condition of an event of the ledger that was not in the index when its state was read. */
export function notIndexed({ xact, at, id }: Position): Prisma.Sql {
  return Prisma.sql`(xact, at, id) > (${xact}, coalesce(${at}::timestamptz, '-infinity'), coalesce(${id}::text, ''))`;
}
