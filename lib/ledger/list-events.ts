import type { z } from "zod";
import type { ServiceContext } from "#lib/core/context.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { Prisma } from "#prisma-client";
import { readCursor, writeCursor } from "./event-cursor.ts";
import { eventColumns, toEventRow, type StoredEvent } from "./event-row.ts";
import { eventCondition } from "./internal.ts";
import { readerOf, type Reader } from "./reader.ts";
import { ListEvents, type EventFilter, type EventPage, type EventRow } from "./schemas.ts";

/**
 * One page of the audit log, newest first, by keyset on (at, id): equally cheap on every page, and events that arrive
 * meanwhile shift nothing. Without `audit.read-all` it holds the reader's own activity only.
 */
export async function listEvents(context: ServiceContext, input: z.input<typeof ListEvents>): Promise<EventPage> {
  const reader = readerOf(context);
  const { filter, older, newer, limit } = parseInput(ListEvents, input);
  if (newer !== undefined) {
    const ascending = await readEvents(context, { filter, reader, after: readCursor(newer), limit: limit + 1 });
    // With less than a page left above, the newest page is the better answer: it is full.
    if (ascending.length > limit) {
      const events = ascending.slice(0, limit).toReversed();
      return page(events, { older: true, newer: true });
    }
  }
  const before = older === undefined ? undefined : readCursor(older);
  const events = await readEvents(context, { filter, reader, ...(before && { before }), limit: limit + 1 });
  return page(events.slice(0, limit), { older: events.length > limit, newer: before !== undefined });
}

/** Up to `limit` events: before a place, newest first; or after a place, oldest first. */
export async function readEvents(
  context: ServiceContext,
  query: {
    filter: EventFilter;
    reader: Reader | null;
    before?: { at: Date; id: string };
    after?: { at: Date; id: string };
    limit: number;
  },
): Promise<EventRow[]> {
  const { before, after } = query;
  const place = before
    ? Prisma.sql`and (at, id) < (${before.at}, ${before.id})`
    : after
      ? Prisma.sql`and (at, id) > (${after.at}, ${after.id})`
      : Prisma.empty;
  const order = after ? Prisma.sql`at, id` : Prisma.sql`at desc, id desc`;
  const rows = await context.database.$queryRaw<StoredEvent[]>`
    select ${eventColumns} from audit_event
    where ${eventCondition(query.filter, query.reader)} ${place}
    order by ${order} limit ${query.limit}`;
  return rows.map(toEventRow);
}

function page(events: EventRow[], has: { older: boolean; newer: boolean }): EventPage {
  const first = events.at(0);
  const last = events.at(-1);
  return {
    events,
    newerCursor: has.newer && first ? writeCursor(first) : null,
    olderCursor: has.older && last ? writeCursor(last) : null,
  };
}
