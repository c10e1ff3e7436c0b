import type { ServiceContext } from "#lib/core/context.ts";
import { eventColumns, toEventRow, type StoredEvent } from "#lib/ledger/event-row.ts";
import type { EventRow } from "#lib/ledger/schemas.ts";
import { Prisma } from "#prisma-client";
import { behind, orderBy } from "./place.ts";
import { beyond, type Found, type Range, type Scan } from "./scan.ts";
import { rangeCondition } from "./search-condition.ts";

const firstChunk = 4_000;
const largestChunk = 32_000;
const dayMs = 86_400_000;

/** Between which times events are known to be; what is outside is looked at in one go. */
type Ends = { from: Date; to: Date };

/**
 * The first events of a scan, by looking at one after the other in chunks that grow, until there are enough or time is
 * up. Right whatever state the index is in; `ends` only make PostgreSQL plan for a day or two instead of every partition.
 */
export async function scanLedger(context: ServiceContext, scan: Scan, ends?: Ends): Promise<Found> {
  const { direction, place, limit, endsAt } = scan;
  if (direction.by === "duration")
    return { events: await readChunk(context, scan, scan.range, limit), stoppedAt: null };
  const { down } = direction;
  const events: EventRow[] = [];
  // Events of the place's own millisecond stay in: `behind` tells them apart.
  let range = place ? beyond(scan.range, new Date(place.at.getTime() + (down ? 1 : 0)), down) : scan.range;
  let lengthMs = dayMs;
  for (let size = firstChunk; ; size = Math.min(size * 4, largestChunk)) {
    const segment = ends ? nearPart(range, ends, lengthMs, down) : range;
    const isLast = segment === range;
    const found = await findEdge(context, segment, down, size);
    const edge = found ?? (down ? segment.from : segment.to);
    const chunk = found === null ? segment : down ? { ...segment, from: found } : { ...segment, to: found };
    events.push(...(await readChunk(context, scan, chunk, limit - events.length)));
    if (events.length >= limit || (found === null && isLast) || !edge) return { events, stoppedAt: null };
    range = beyond(range, edge, down);
    if (found === null) lengthMs *= 4;
    if (performance.now() > endsAt) return { events, stoppedAt: edgeOf(edge, down) };
  }
}

/** The part of a range that comes first; the range itself where that is all of it. */
function nearPart(range: Range, ends: Ends, lengthMs: number, down: boolean): Range {
  if (down) {
    const from = new Date(Math.min(range.to?.getTime() ?? Infinity, ends.to.getTime()) - lengthMs);
    return from <= (range.from ?? ends.from) || from <= ends.from ? range : { from, to: range.to };
  }
  const to = new Date(Math.max(range.from?.getTime() ?? -Infinity, ends.from.getTime()) + lengthMs);
  return to >= (range.to ?? ends.to) || to >= ends.to ? range : { from: range.from, to };
}

/** All events of a scan in one look, for conditions that the ledger itself has an index for. */
export async function readChunk(
  { database }: ServiceContext,
  scan: Pick<Scan, "match" | "place" | "direction">,
  range: Range,
  limit: number,
): Promise<EventRow[]> {
  const { match, place, direction } = scan;
  const hasKey = Prisma.raw(direction.by === "duration" ? "duration_ms is not null" : "true");
  const rows = await database.$queryRaw<StoredEvent[]>`
    select ${eventColumns} from audit_event
    where ${rangeCondition(range)} and ${hasKey} and ${behind(place, direction)} and ${match}
    order by ${orderBy(direction)} limit ${limit}`;
  return rows.map(toEventRow);
}

/** The place between what is before a time and what is not. */
export function edgeOf(at: Date, down: boolean): { at: Date; id: string; durationMs: null } {
  return { at: down ? at : new Date(at.getTime() - 1), id: down ? "" : "~", durationMs: null };
}

/** Where about `size` rows of the range end, a boundary between two milliseconds; null where there are fewer. */
async function findEdge({ database }: ServiceContext, range: Range, down: boolean, size: number): Promise<Date | null> {
  const way = Prisma.raw(down ? "desc" : "asc");
  const [row] = await database.$queryRaw<{ at: Date }[]>`
    select at from audit_event where ${rangeCondition(range)} order by at ${way}, id ${way} offset ${size} limit 1`;
  if (!row) return null;
  // The row's own millisecond is part of the chunk, with all that share it.
  return down ? row.at : new Date(row.at.getTime() + 1);
}
