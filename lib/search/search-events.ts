import type { z } from "zod";
import type { ServiceContext } from "#lib/core/context.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { findEvents } from "./find-events.ts";
import { directionOf, readPlace, writePlace, type Place } from "./place.ts";
import { readQuery } from "./read-query.ts";
import type { Found } from "./scan.ts";
import { SearchEvents, type SearchPage } from "./schemas.ts";

/**
 * One page of what a search finds, by keyset: each page costs the same, and events that arrive meanwhile shift nothing.
 * Where it is rare what is looked for, it looks for about a second and says how far it came (`searchedTo`).
 */
export async function searchEvents(context: ServiceContext, input: z.input<typeof SearchEvents>): Promise<SearchPage> {
  const { search, after, before, limit, sort } = parseInput(SearchEvents, input);
  const node = readQuery(search.query);
  const find = (cursor: string | undefined, forwards: boolean): Promise<Found> => {
    const place = cursor === undefined ? null : readPlace(cursor);
    return findEvents(context, {
      node,
      range: search,
      place,
      direction: directionOf(sort, forwards),
      limit: limit + 1,
    });
  };
  if (before !== undefined) {
    const { events } = await find(before, false);
    // With less than a page left in front, the first page is the better answer: it is full.
    if (events.length > limit) return page(events.slice(0, limit).toReversed(), { before: true, after: true });
  }
  const cursor = before === undefined ? after : undefined;
  const { events, stoppedAt } = await find(cursor, true);
  const more = { before: cursor !== undefined, after: events.length > limit };
  return {
    ...page(events.slice(0, limit), more, stoppedAt),
    searchedTo: sort === "slowest" ? null : (stoppedAt?.at ?? null),
  };
}

/** Where it stopped before there was a whole page, the next one begins there. */
function page(
  events: SearchPage["events"],
  more: { before: boolean; after: boolean },
  stoppedAt: Place | null = null,
): SearchPage {
  const [first, last] = [events.at(0), events.at(-1)];
  const next = stoppedAt ?? (more.after ? last : undefined);
  return {
    events,
    beforeCursor: more.before && first ? writePlace(first) : null,
    afterCursor: next ? writePlace(next) : null,
    searchedTo: null,
  };
}
