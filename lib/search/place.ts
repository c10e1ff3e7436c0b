import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { Prisma } from "#prisma-client";
import type { SortOrder } from "./fields.ts";

/** A place in a list of events; `durationMs` where the list is ordered by it. */
export type Place = { at: Date; id: string; durationMs: number | null };

/** The way a list is gone through: down from the latest or slowest, or up. */
export type Direction = { by: "time" | "duration"; down: boolean };

const Cursor = z.tuple([z.number().int(), z.string().max(100), z.number().int().nullable()]);

/** A place as one opaque word. */
export function writePlace({ at, id, durationMs }: Place): string {
  return Buffer.from(JSON.stringify([at.getTime(), id, durationMs])).toString("base64url");
}

/** The place that a cursor names; throws `invalid` where it names none. */
export function readPlace(text: string): Place {
  try {
    const [at, id, durationMs] = Cursor.parse(JSON.parse(Buffer.from(text, "base64url").toString()));
    return { at: new Date(at), id, durationMs };
  } catch (cause) {
    throw new AppError("invalid", "This page of the audit log cannot be found. Start again from its beginning.", {
      cause,
    });
  }
}

/** How a list in this order is gone through, forwards or back. */
export function directionOf(sort: SortOrder, forwards: boolean): Direction {
  if (sort === "slowest") return { by: "duration", down: forwards };
  return { by: "time", down: (sort === "newest") === forwards };
}

export function orderBy({ by, down }: Direction): Prisma.Sql {
  const way = Prisma.raw(down ? "desc" : "asc");
  const time = Prisma.sql`at ${way}, id ${way}`;
  return by === "time" ? time : Prisma.sql`duration_ms ${way}, ${time}`;
}

/** The condition of being behind a place on that way. */
export function behind(place: Place | null, { by, down }: Direction): Prisma.Sql {
  if (!place) return Prisma.sql`true`;
  const operator = Prisma.raw(down ? "<" : ">");
  if (by === "time") return Prisma.sql`(at, id) ${operator} (${place.at}, ${place.id})`;
  return Prisma.sql`(duration_ms, at, id) ${operator} (${place.durationMs ?? 0}, ${place.at}, ${place.id})`;
}
