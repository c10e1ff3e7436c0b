import { Prisma } from "#prisma-client";
import type { DimensionName } from "./dimensions.ts";
import type { UsageCounts } from "./schemas.ts";
import { roundDown, roundUp, type Range } from "./usage-range.ts";

const dayMs = 24 * 3_600_000;

/** Which rows: of one dimension in a range of whole hours, and of one name where a scope is given. */
export type UsageSource = { by: DimensionName; range: Range; where?: Prisma.Sql };

/** The rows as something to select from: whole days, and the hours before and after them, which two names have none of. */
export function usageSource({ by, range: { from, to }, where = Prisma.sql`true` }: UsageSource): Prisma.Sql {
  const firstDay = roundUp(from, dayMs);
  const lastDay = roundDown(to, dayMs);
  const hours = (begin: Date, end: Date) =>
    Prisma.sql`select * from usage_hour where by = ${by} and at >= ${begin} and at < ${end} and ${where}`;
  if (firstDay >= lastDay) return Prisma.sql`(${hours(from, to)})`;
  const parts = [
    Prisma.sql`select * from usage_day where by = ${by} and at >= ${firstDay} and at < ${lastDay} and ${where}`,
    ...(from < firstDay ? [hours(from, firstDay)] : []),
    ...(lastDay < to ? [hours(lastDay, to)] : []),
  ];
  return Prisma.sql`(${Prisma.join(parts, " union all ")})`;
}

/** Sums of every count, under the names of `UsageCounts`. Exact below 2^53; the database adds numerics several times slower. */
export const sums = Prisma.raw(
  Object.entries({
    requests: "requests",
    failed: "failed",
    denied: "denied",
    held: "held",
    approved: "approved",
    rejected: "rejected",
    expired: "expired",
    requestBytes: "request_bytes",
    responseBytes: "response_bytes",
  } satisfies Record<keyof UsageCounts, string>)
    .map(([name, column]) => `coalesce(sum(${column}::float8), 0) as "${name}"`)
    .join(", "),
);

/** Sketches, added up by joining their bytes. */
export const joinedBins = Prisma.sql`string_agg(gateway_bins, ''::bytea) as gateway,
  string_agg(upstream_bins, ''::bytea) as upstream`;

/** Sets of people, each by itself. */
export const peopleSets = Prisma.sql`coalesce(array_agg(people) filter (where people is not null), '{}') as people`;
