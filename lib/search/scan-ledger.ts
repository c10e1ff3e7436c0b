import type { ServiceContext } from "#lib/core/context.ts";
import { eventColumns, toEventRow, type StoredEvent } from "#lib/ledger/event-row.ts";
import type { EventRow } from "#lib/ledger/schemas.ts";
import { Prisma } from "#prisma-client";
import { behind, orderBy, type Direction, type Place } from "./place.ts";
import { rangeCondition } from "./search-condition.ts";
import type { Search } from "./schemas.ts";

const budgetMs = 1_000;
const firstChunk = 4_000;
const largestChunk = 64_000;

export type Scan = {
  /** The condition over the columns of the ledger, without the range. */
  match: Prisma.Sql;
  search: Pick<Search, "from" | "to">;
  place: Place | null;
  direction: Direction;
  limit: number;
};

/** `searchedTo`: up to where it looked, where time was up before the end of the range. */
export type Found = { events: EventRow[]; searchedTo: Date | null };

/**
 * The first events behind a place, by looking at one after the other in chunks that grow, until there are enough or a
 * second is over.
 */
export async function scanLedger(context: ServiceContext, scan: Scan): Promise<Found> {
  const { direction, place, search, limit } = scan;
  if (direction.by === "duration") return { events: await readChunk(context, scan, search, limit), searchedTo: null };
  const endsAt = performance.now() + budgetMs;
  const events: EventRow[] = [];
  let range = narrowed(search, place, direction);
  for (let size = firstChunk; ; size = Math.min(size * 4, largestChunk)) {
    const edge = await findEdge(context, range, direction, size);
    const chunk = edge === null ? range : direction.down ? { ...range, from: edge } : { ...range, to: edge };
    events.push(...(await readChunk(context, scan, chunk, limit - events.length)));
    if (events.length >= limit || edge === null) return { events, searchedTo: null };
    range = direction.down ? { ...range, to: edge } : { ...range, from: edge };
    if (performance.now() > endsAt) return { events, searchedTo: edge };
  }
}

/** The range without what lies before the place; events of its millisecond stay, `behind` tells them apart. */
function narrowed({ from, to }: Range, place: Place | null, { down }: Direction): Range {
  if (!place) return { from, to };
  if (!down) return { from: from && from > place.at ? from : place.at, to };
  const end = new Date(place.at.getTime() + 1);
  return { from, to: to && to < end ? to : end };
}

type Range = { from?: Date | undefined; to?: Date | undefined };

/** Where about `size` rows of the range end, a boundary between two milliseconds; null where there are fewer. */
async function findEdge(
  { database }: ServiceContext,
  range: Range,
  { down }: Direction,
  size: number,
): Promise<Date | null> {
  const way = Prisma.raw(down ? "desc" : "asc");
  const [row] = await database.$queryRaw<{ at: Date }[]>`
    select at from audit_event where ${rangeCondition(range)} order by at ${way}, id ${way} offset ${size} limit 1`;
  if (!row) return null;
  // The row's own millisecond is part of the chunk, with all that share it.
  return down ? row.at : new Date(row.at.getTime() + 1);
}

async function readChunk({ database }: ServiceContext, scan: Scan, range: Range, limit: number): Promise<EventRow[]> {
  const { match, place, direction } = scan;
  const hasKey = Prisma.raw(direction.by === "duration" ? "duration_ms is not null" : "true");
  const rows = await database.$queryRaw<StoredEvent[]>`
    select ${eventColumns} from audit_event
    where ${rangeCondition(range)} and ${hasKey} and ${behind(place, direction)} and ${match}
    order by ${orderBy(direction)} limit ${limit}`;
  return rows.map(toEventRow);
}
