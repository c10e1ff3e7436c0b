import type { EventRow } from "#lib/ledger/schemas.ts";
import type { Prisma } from "#prisma-client";
import type { Direction, Place } from "./place.ts";

export type Range = { from?: Date | undefined; to?: Date | undefined };

/** Some events of a list, and from where. */
export type Scan = {
  /** The condition over the columns of the ledger, without the range. */
  match: Prisma.Sql;
  range: Range;
  place: Place | null;
  direction: Direction;
  limit: number;
  /** When to stop, on the clock of `performance`. */
  endsAt: number;
};

/** Events in the order of the list. `stoppedAt`: up to where it looked, where it stopped early. */
export type Found = { events: EventRow[]; stoppedAt: Place | null };

export function isEmpty({ from, to }: Range): boolean {
  return from !== undefined && to !== undefined && from >= to;
}

/** What is left of a range behind a time. */
export function beyond({ from, to }: Range, at: Date, down: boolean): Range {
  if (down) return { from, to: to && to < at ? to : at };
  return { from: from && from > at ? from : at, to };
}
