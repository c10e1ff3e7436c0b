import { decodeTime } from "ulid";
import type { ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { Prisma } from "#prisma-client";
import { eventColumns, toEventRow, type StoredEvent } from "./event-row.ts";
import { isReadable, readerOf, type Reader } from "./reader.ts";
import type { EventDetails } from "./schemas.ts";
import { withheldAttrs } from "./withheld-attrs.ts";

const timelineLimit = 200;
/** How far an event's `at` may lie from the time in its id, narrowest first; ms. */
const windowsMs = [5_000, 3_600_000, 86_400_000];

type StoredDetails = StoredEvent & { attrs: Record<string, unknown> };

/**
 * One event with the other events of its call and hold. Throws `not_found` for other people's where the reader may see
 * only their own.
 */
export async function readEvent(context: ServiceContext, input: { id: string }): Promise<EventDetails> {
  const reader = readerOf(context);
  const stored = await findEvent(context, input.id);
  if (!stored || !isReadable(reader, stored)) {
    throw new AppError("not_found", "There is no such entry in the audit log, or it is not yours to see.");
  }
  const { attrs, ...event } = stored;
  const [timeline, payloads] = await Promise.all([
    readTimeline(context, stored, reader),
    stored.callId ? readPayloadSizes(context, stored.callId) : [],
  ]);
  const shown = Object.entries(attrs).filter(([name]) => !withheldAttrs.test(name));
  return { event: { ...toEventRow(event), attrs: Object.fromEntries(shown) }, timeline, payloads };
}

/** An id carries the time it was made at, so the primary key (at, id) finds it without an index of its own. */
async function findEvent(context: ServiceContext, id: string): Promise<StoredDetails | undefined> {
  const madeAt = timeOf(id);
  if (madeAt === null) return undefined;
  for (const windowMs of windowsMs) {
    const [found] = await context.database.$queryRaw<StoredDetails[]>`
      select ${eventColumns}, attrs from audit_event
      where at between ${new Date(madeAt - windowMs)} and ${new Date(madeAt + windowMs)} and id = ${id}`;
    if (found) return found;
  }
  return undefined;
}

function timeOf(id: string): number | null {
  const [prefix, ulid] = id.split("_");
  if (prefix !== "evt" || !ulid || !/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(ulid)) return null;
  return decodeTime(ulid);
}

async function readTimeline(
  context: ServiceContext,
  event: StoredEvent,
  reader: Reader | null,
): Promise<EventDetails["timeline"]> {
  const conditions = [];
  if (event.callId !== null) conditions.push(Prisma.sql`call_id = ${event.callId}`);
  if (event.holdId !== null) conditions.push(Prisma.sql`hold_id = ${event.holdId}`);
  if (conditions.length === 0) return [];
  const rows = await context.database.$queryRaw<StoredEvent[]>`
    select ${eventColumns} from audit_event where ${Prisma.join(conditions, " or ")}
    order by at, id limit ${timelineLimit}`;
  const events = rows.map(toEventRow);
  if (!reader) return events;
  // The caller sees how their call went, verdicts included. Who decided another's call sees their own verdict only.
  const isTheirCall = events.some((row) => row.type.startsWith("call.") && isReadable(reader, row));
  return events.filter((row) => (isTheirCall ? /^(?:call|hold)\./.test(row.type) : isReadable(reader, row)));
}

async function readPayloadSizes(context: ServiceContext, callId: string): Promise<EventDetails["payloads"]> {
  const rows = await context.database.auditPayload.findMany({
    where: { callId },
    select: { direction: true, bytes: true, truncated: true },
    orderBy: { direction: "asc" },
  });
  return rows.map((row) => ({
    direction: row.direction === "request" ? "request" : "response",
    bytes: Number(row.bytes),
    truncated: row.truncated,
  }));
}
