import { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { eventColumns, toEventRow, type StoredEvent } from "#lib/ledger/event-row.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import type { EventRow } from "#lib/ledger/schemas.ts";
import { searchCondition } from "#lib/search/search-condition.ts";
import { Search } from "#lib/search/schemas.ts";
import { Prisma } from "#prisma-client";

/** After every event of a transaction. */
const endOfTime = new Date("9999-12-31T00:00:00Z");
/** Rows of the ledger that one request looks at, however few of them it is asked for. */
const lookedAt = 20_000;

const PullEvents = z.strictObject({
  search: Search.default({ query: "" }),
  /** The cursor of an earlier answer; absent: from the first event on. */
  after: z.string().max(200).optional(),
  limit: z.number().int().min(1).max(1_000).default(1_000),
});

type Place = { xact: bigint; at: Date | null; id: string };
type PlacedEvent = StoredEvent & { xact: bigint };

/** `caughtUp`: there is nothing more for now; the same cursor finds what comes later. */
export type PulledEvents = { events: EventRow[]; afterCursor: string; caughtUp: boolean };

/**
 * The next events of a search in the order in which they were committed, for programs that keep a copy: from one cursor to
 * the next no event is left out and none comes twice, however late it was written. That a copy is begun is recorded.
 */
export async function pullEvents(context: ServiceContext, input: z.input<typeof PullEvents>): Promise<PulledEvents> {
  requirePermission(context, "audit.export");
  const { search, after, limit } = parseInput(PullEvents, input);
  const condition = searchCondition(context, search);
  if (after === undefined) {
    const attrs = { search, way: "pull" };
    await withTransaction(context, (transaction) =>
      recordEvent(transaction, context, { type: "audit.exported", status: "ok", attrs }),
    );
  }
  const from: Place = after === undefined ? { xact: 0n, at: null, id: "" } : readCursor(after);
  const [bound] = await context.database.$queryRaw<{ settled: bigint }[]>`
    select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as settled`;
  const settled = bound?.settled ?? 0n;
  const inOrder = Prisma.sql`xact < ${settled}
    and (xact, at, id) > (${from.xact}, coalesce(${from.at}::timestamptz, '-infinity'), ${from.id})`;
  const [last] = await context.database.$queryRaw<Place[]>`
    select xact, at, id from audit_event where ${inOrder} order by xact, at, id offset ${lookedAt - 1} limit 1`;
  const window = last ? Prisma.sql`and (xact, at, id) <= (${last.xact}, ${last.at}, ${last.id})` : Prisma.empty;
  const rows = await context.database.$queryRaw<PlacedEvent[]>`
    select ${eventColumns}, xact from audit_event where ${inOrder} ${window} and ${condition}
    order by xact, at, id limit ${limit}`;
  const full = rows.length === limit ? rows.at(-1) : undefined;
  // What was not found up to here never will be: everything before it has been committed.
  const allSettled = settled > from.xact ? { xact: settled - 1n, at: endOfTime, id: "~" } : from;
  return {
    events: rows.map(({ xact: _xact, ...event }) => toEventRow(event)),
    afterCursor: writeCursor(full ?? last ?? allSettled),
    caughtUp: !full && !last,
  };
}

const Cursor = z.tuple([z.string().regex(/^\d{1,18}$/), z.number().int().nullable(), z.string().max(100)]);

function writeCursor({ xact, at, id }: Place): string {
  return Buffer.from(JSON.stringify([String(xact), at?.getTime() ?? null, id])).toString("base64url");
}

function readCursor(text: string): Place {
  try {
    const [xact, at, id] = Cursor.parse(JSON.parse(Buffer.from(text, "base64url").toString()));
    return { xact: BigInt(xact), at: at === null ? null : new Date(at), id };
  } catch (cause) {
    throw new AppError("invalid", "This cursor is none of ours. Begin without one.", { cause });
  }
}
