import type { ServiceContext } from "#lib/core/context.ts";
import { eventColumns, toEventRow, type StoredEvent } from "#lib/ledger/event-row.ts";
import type { EventRow } from "#lib/ledger/schemas.ts";
import { Prisma } from "#prisma-client";
import { all, needsCondition, needsOfBuckets, type Needs } from "./needs.ts";
import { behind, type Direction, type Place } from "./place.ts";
import { notIndexed, type IndexState } from "./read-index-state.ts";
import { rowsAt } from "./rows-at.ts";
import { beyond, type Found, type Scan } from "./scan.ts";
import { edgeOf, readChunk } from "./scan-ledger.ts";
import { rangeCondition } from "./search-condition.ts";
import { durationBucket, maxDurationBucket } from "./terms.ts";

const mostHits = 500;
const nearRows = 4_000;
const dayMs = 86_400_000;
const firstBuckets = 8;

type Hit = Place & { isHit: boolean };

/**
 * The first events of a scan through the index. The nearest rows are looked at one after the other, which finds what is
 * frequent; then window by window of time, or of durations where the list is ordered by them, wider while little is found.
 * What is not in the index yet is read beside it.
 */
export async function scanIndex(context: ServiceContext, scan: Scan, needs: Needs, state: IndexState): Promise<Found> {
  const { direction, limit } = scan;
  // Where the index is behind, that is too much; `scanBehind` asks for what is older only.
  const fresh = state.behind ? [] : await readFresh(context, scan, state);
  const found = await (direction.by === "time"
    ? scanTimes(context, scan, needs, state)
    : scanDurations(context, scan, needs));
  const events = new Map(found.events.map((event) => [event.id, event]));
  // Behind where it stopped there may be more in the index, before what is fresh there.
  for (const event of fresh) {
    if (!found.stoppedAt || isBefore(event, found.stoppedAt, direction)) events.set(event.id, event);
  }
  const sorted = [...events.values()].toSorted((a, b) => (isBefore(a, b, direction) ? -1 : 1));
  return { events: sorted.slice(0, limit), stoppedAt: sorted.length >= limit ? null : found.stoppedAt };
}

function readFresh(context: ServiceContext, scan: Scan, { position, tailFrom }: IndexState): Promise<EventRow[]> {
  const match = Prisma.sql`${notIndexed(position)} and ${scan.match}`;
  return readChunk(context, { ...scan, match }, beyond(scan.range, tailFrom, false), scan.limit);
}

async function scanTimes(context: ServiceContext, scan: Scan, needs: Needs, { ends }: IndexState): Promise<Found> {
  const { down } = scan.direction;
  let { place } = scan;
  let rest = beyond(beyond(scan.range, ends.to, true), ends.from, false);
  if (place) rest = beyond(rest, new Date(place.at.getTime() + (down ? 1 : 0)), down);
  const events: EventRow[] = [];
  let lengthMs = dayMs;
  let stopped: Place | null = null;
  for (;;) {
    const [from, to] = [rest.from?.getTime() ?? 0, rest.to?.getTime() ?? 0];
    if (from >= to) return { events, stoppedAt: null };
    if (stopped && performance.now() > scan.endsAt) return { events, stoppedAt: stopped };
    const edge = new Date(down ? Math.max(from, to - lengthMs) : Math.min(to, from + lengthMs));
    const range = down ? { from: edge, to: rest.to } : { from: rest.from, to: edge };
    const isNear: boolean = stopped === null;
    const hits: Hit[] = await (isNear ? readNear : readWindow)(context, { ...scan, place, range }, needs);
    events.push(...(await readHits(context, scan, hits, scan.limit - events.length)));
    if (events.length >= scan.limit) return { events, stoppedAt: null };
    const last = hits.at(-1);
    if (last && (isNear || hits.length === mostHits)) {
      place = last;
      rest = beyond(rest, new Date(last.at.getTime() + (down ? 1 : 0)), down);
      if (!isNear) lengthMs = Math.max(60_000, 2 * Math.abs((down ? to : from) - last.at.getTime()));
    } else {
      place = null;
      rest = beyond(rest, edge, down);
      if (!isNear) lengthMs *= 8;
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
    const hits = await readWindow(context, { ...scan, place }, all([needs, buckets]));
    events.push(...(await readHits(context, scan, hits, scan.limit - events.length)));
    if (events.length >= scan.limit) return { events, stoppedAt: null };
    const reached = hits.at(-1);
    if (hits.length === mostHits && reached) {
      place = reached;
      next = durationBucket(reached.durationMs ?? 0) + (down ? 1 : -1);
      count = 3;
    } else {
      next = down ? last - 1 : last + 1;
      count = hits.length < mostHits / 10 ? count * 2 : count;
    }
    // Between two buckets there is no place: only what was found is one to continue from.
    place = events.at(-1) ?? place;
    if (performance.now() > scan.endsAt && place) return { events, stoppedAt: place };
  }
  return { events, stoppedAt: null };
}

/** Of the nearest rows of a range those that have what is needed; the last one is there in any case, where there are more. */
async function readNear({ database }: ServiceContext, { direction, place, range }: Scan, needs: Needs): Promise<Hit[]> {
  const way = Prisma.raw(direction.down ? "desc" : "asc");
  return database.$queryRaw<Hit[]>`
    with near as materialized (
      select at, id, duration_ms, terms, row_number() over (order by at ${way}, id ${way}) as n from audit_search
      where ${rangeCondition(range)} and ${behind(place, direction)} order by at ${way}, id ${way} limit ${nearRows}
    ), marked as (
      select at, id, duration_ms as "durationMs", n, ${needsCondition(needs)} as "isHit" from near
    )
    select at, id, "durationMs", "isHit" from marked where "isHit" or n = ${nearRows} order by n limit ${mostHits}`;
}

/** The first rows of a range that have what is needed. */
async function readWindow(
  { database }: ServiceContext,
  { direction, place, range }: Scan,
  needs: Needs,
): Promise<Hit[]> {
  const way = Prisma.raw(direction.down ? "desc" : "asc");
  // Written so that no index has this order: reading along it would look at every row of the window.
  const order = Prisma.sql`at + interval '0' ${way}, id ${way}`;
  return database.$queryRaw<Hit[]>`
    select at, id, duration_ms as "durationMs", true as "isHit" from audit_search
    where ${rangeCondition(range)} and ${behind(place, direction)} and ${needsCondition(needs)}
    order by ${direction.by === "time" ? order : Prisma.sql`duration_ms ${way}, ${order}`} limit ${mostHits}`;
}

/** The events of hits that the query finds, in their order. */
async function readHits(
  { database }: ServiceContext,
  { match }: Scan,
  hits: Hit[],
  limit: number,
): Promise<EventRow[]> {
  const wanted = hits.filter(({ isHit }) => isHit);
  if (wanted.length === 0) return [];
  const times = wanted.map(({ at }) => at);
  const numbers = times.map((at) => at.getTime());
  const range = { from: new Date(Math.min(...numbers)), to: new Date(Math.max(...numbers) + 1) };
  const places = Prisma.sql`unnest(${times}::timestamptz[], ${wanted.map(({ id }) => id)}::text[])`;
  const rows = await database.$queryRaw<StoredEvent[]>`
    select ${eventColumns} from (${rowsAt(places, Prisma.sql`${rangeCondition(range)} and ${match}`)}) as audit_event
    limit ${limit}`;
  return rows.map(toEventRow);
}

function isBefore(a: Place, b: Place, { by, down }: Direction): boolean {
  const order =
    (by === "duration" ? (a.durationMs ?? 0) - (b.durationMs ?? 0) : 0) ||
    a.at.getTime() - b.at.getTime() ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
  return down ? order > 0 : order < 0;
}
