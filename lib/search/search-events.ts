import type { z } from "zod";
import type { ServiceContext } from "#lib/core/context.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import type { EventRow } from "#lib/ledger/schemas.ts";
import { directionOf, readPlace, writePlace } from "./place.ts";
import { readQuery } from "./read-query.ts";
import { scanLedger, type Found } from "./scan-ledger.ts";
import { SearchEvents, type SearchPage } from "./schemas.ts";
import { matchCondition } from "./search-condition.ts";

/**
 * One page of what a search finds, by keyset: each page costs the same, and events that arrive meanwhile shift nothing.
 * Where it is rare what is looked for, it looks for about a second and says how far it came (`searchedTo`).
 */
export async function searchEvents(context: ServiceContext, input: z.input<typeof SearchEvents>): Promise<SearchPage> {
  const { search, after, before, limit, sort } = parseInput(SearchEvents, input);
  const node = readQuery(search.query);
  const match = matchCondition(context, node);
  const find = (cursor: string | undefined, forwards: boolean): Promise<Found> => {
    const place = cursor === undefined ? null : readPlace(cursor);
    return scanLedger(context, { match, search, place, direction: directionOf(sort, forwards), limit: limit + 1 });
  };
  if (before !== undefined) {
    const { events } = await find(before, false);
    // With less than a page left in front, the first page is the better answer: it is full.
    if (events.length > limit) return page(events.slice(0, limit).toReversed(), { before: true, after: true }, null);
  }
  const cursor = before === undefined ? after : undefined;
  const { events, searchedTo } = await find(cursor, true);
  const more = events.length > limit || searchedTo !== null;
  return page(events.slice(0, limit), { before: cursor !== undefined, after: more }, searchedTo);
}

function page(events: EventRow[], has: { before: boolean; after: boolean }, searchedTo: Date | null): SearchPage {
  const [first, last] = [events.at(0), events.at(-1)];
  // Where it stopped before it found anything, the next page begins there.
  const stopped = searchedTo ? { at: searchedTo, id: "0", durationMs: null } : undefined;
  const next = stopped ?? last;
  return {
    events,
    beforeCursor: has.before && first ? writePlace(first) : null,
    afterCursor: has.after && next ? writePlace(next) : null,
    searchedTo,
  };
}
