import type { ServiceContext } from "#lib/core/context.ts";
import { eventColumns, toEventRow, type StoredEvent } from "#lib/ledger/event-row.ts";
import type { EventRow } from "#lib/ledger/schemas.ts";
import { Prisma } from "#prisma-client";
import { all, needsCondition, needsOfBuckets, type Needs } from "./needs.ts";
import { behind, type Direction, type Place } from "./place.ts";
import { notIndexed, type IndexState } from "./read-index-state.ts";
import { rowsAt } from "./rows-at.ts";
import { beyond, type Found, type Range, type Scan } from "./scan.ts";
import { edgeOf, readChunk } from "./scan-ledger.ts";
import { rangeCondition } from "./search-condition.ts";
import { durationBucket, maxDurationBucket } from "./terms.ts";

const mostHits = 2_000;
const firstWindowMs = 6 * 3_600_000;
const firstBuckets = 8;

type Window = { range: Range; needs: Needs };
type Hits = { events: EventRow[]; hits: number; last: Place | null };

/**
 * The first events of a scan through the index: window by window of time, or of durations where the list is ordered by
 * them, wider while little is found. What is not in the index yet is read beside it.
 */
export async function scanIndex(context: ServiceContext, scan: Scan, needs: Needs, state: IndexState): Promise<Found> {
  const { direction, limit } = scan;
  const match = Prisma.sql`${notIndexed(state.position)} and ${scan.match}`;
  const fresh = await readChunk(context, { ...scan, match }, scan.range, limit);
  const found = await (direction.by === "time" ? scanTimes : scanDurations)(context, scan, needs);
  const events = new Map(found.events.map((event) => [event.id, event]));
  // Behind where it stopped there may be more in the index, before what is fresh there.
  for (const event of fresh)
    if (!found.stoppedAt || isBefore(event, found.stoppedAt, direction)) events.set(event.id, event);
  const sorted = [...events.values()].toSorted((a, b) => (isBefore(a, b, direction) ? -1 : 1));
  return { events: sorted.slice(0, limit), stoppedAt: sorted.length >= limit ? null : found.stoppedAt };
}

async function scanTimes(context: ServiceContext, scan: Scan, needs: Needs): Promise<Found> {
  const { down } = scan.direction;
  const ends = await readEnds(context);
  let { place } = scan;
  let rest: Range = { from: scan.range.from ?? ends.from, to: scan.range.to ?? ends.to };
  if (place) rest = beyond(rest, new Date(place.at.getTime() + (down ? 1 : 0)), down);
  const events: EventRow[] = [];
  let lengthMs = firstWindowMs;
  let stopped: Place | null = null;
  for (;;) {
    const [from, to] = [rest.from?.getTime() ?? 0, rest.to?.getTime() ?? 0];
    if (from >= to) return { events, stoppedAt: null };
    if (stopped && performance.now() > scan.endsAt) return { events, stoppedAt: stopped };
    const edge = new Date(down ? Math.max(from, to - lengthMs) : Math.min(to, from + lengthMs));
    const range = down ? { from: edge, to: rest.to } : { from: rest.from, to: edge };
    const window = await readWindow(context, { ...scan, place, limit: scan.limit - events.length }, { range, needs });
    events.push(...window.events);
    if (events.length >= scan.limit) return { events, stoppedAt: null };
    if (window.hits === mostHits && window.last) {
      place = window.last;
      lengthMs = Math.max(60_000, 2 * Math.abs((down ? to : from) - place.at.getTime()));
      rest = beyond(rest, new Date(place.at.getTime() + (down ? 1 : 0)), down);
    } else {
      lengthMs *= window.hits < mostHits / 10 ? 8 : 2;
      rest = beyond(rest, edge, down);
      place = null;
    }
    stopped = place ?? edgeOf(edge, down);
  }
}

/** By buckets of durations; those of the place's own bucket are told apart by the condition of being behind it. */
async function scanDurations(context: ServiceContext, scan: Scan, needs: Needs): Promise<Found> {
  const { down } = scan.direction;
  let { place } = scan;
  let next = place ? durationBucket(place.durationMs ?? 0) + (down ? 1 : -1) : down ? maxDurationBucket : 0;
  let count = firstBuckets;
  const events: EventRow[] = [];
  while (down ? next >= 0 : next <= maxDurationBucket) {
    const last = down ? next - count + 1 : next + count - 1;
    const buckets = needsOfBuckets(Math.min(next, last), Math.max(next, last));
    const window = { range: scan.range, needs: all([needs, buckets]) };
    const {
      events: found,
      hits,
      last: reached,
    } = await readWindow(context, { ...scan, place, limit: scan.limit - events.length }, window);
    events.push(...found);
    if (events.length >= scan.limit) return { events, stoppedAt: null };
    if (hits === mostHits && reached) {
      place = reached;
      next = durationBucket(reached.durationMs ?? 0) + (down ? 1 : -1);
      count = 3;
    } else {
      next = down ? last - 1 : last + 1;
      count = hits < mostHits / 10 ? count * 2 : count;
    }
    // Between two buckets there is no place: only what was found is one to continue from.
    place = events.at(-1) ?? place;
    if (performance.now() > scan.endsAt && place) return { events, stoppedAt: place };
  }
  return { events, stoppedAt: null };
}

/** The first hits of a window in order, of which those events that the query finds; `last` is the last hit. */
async function readWindow({ database }: ServiceContext, scan: Scan, { range, needs }: Window): Promise<Hits> {
  const { direction, place, match, limit } = scan;
  const way = Prisma.raw(direction.down ? "desc" : "asc");
  // Written so that no index has this order: reading along it would look at every row of the window.
  const order = Prisma.sql`at + interval '0' ${way}, id ${way}`;
  const hits = Prisma.sql`
    select at, id, duration_ms, row_number() over () as n from (
      select at, id, duration_ms from audit_search
      where ${rangeCondition(range)} and ${behind(place, direction)} and ${needsCondition(needs)}
      order by ${direction.by === "time" ? order : Prisma.sql`duration_ms ${way}, ${order}`} limit ${mostHits}
    ) as hits`;
  const rows = await database.$queryRaw<
    (StoredEvent & { hits: number; lastAt: Date; lastId: string; lastMs: number })[]
  >`
    with hits as materialized (${hits})
    select reached.*, found.* from (
      select n::int as hits, at as "lastAt", id as "lastId", duration_ms as "lastMs" from hits order by n desc limit 1
    ) as reached left join lateral (
      select ${eventColumns} from (${rowsAt(Prisma.sql`(select at, id from hits order by n)`, match)}) as audit_event
      limit ${limit}
    ) as found on true`;
  const [first] = rows;
  if (!first) return { events: [], hits: 0, last: null };
  const last = { at: first.lastAt, id: first.lastId, durationMs: first.lastMs };
  const events = rows.flatMap(({ hits: _hits, lastAt: _at, lastId: _id, lastMs: _ms, ...row }) =>
    row.id === null ? [] : [toEventRow(row)],
  );
  return { events, hits: first.hits, last };
}

async function readEnds({ database }: ServiceContext): Promise<{ from: Date; to: Date }> {
  const [row] = await database.$queryRaw<{ from: Date | null; to: Date | null }[]>`
    select min(at) as from, max(at) as to from audit_event`;
  const to = row?.to ?? new Date(0);
  return { from: row?.from ?? to, to: new Date(to.getTime() + 1) };
}

function isBefore(a: Place, b: Place, { by, down }: Direction): boolean {
  const order =
    (by === "duration" ? (a.durationMs ?? 0) - (b.durationMs ?? 0) : 0) ||
    a.at.getTime() - b.at.getTime() ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  return down ? order > 0 : order < 0;
}
