import { Prisma } from "#prisma-client";
import type { DimensionName } from "./dimensions.ts";
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

/** Sums of every count, under the names of `UsageCounts`. */
export const sums = Prisma.sql`coalesce(sum(requests), 0)::float8 as requests, coalesce(sum(failed), 0)::float8 as failed,
  coalesce(sum(denied), 0)::float8 as denied, coalesce(sum(held), 0)::float8 as held,
  coalesce(sum(approved), 0)::float8 as approved, coalesce(sum(rejected), 0)::float8 as rejected,
  coalesce(sum(expired), 0)::float8 as expired, coalesce(sum(request_bytes), 0)::float8 as "requestBytes",
  coalesce(sum(response_bytes), 0)::float8 as "responseBytes"`;

/** Sketches, added up by joining their bytes. */
export const joinedBins = Prisma.sql`string_agg(gateway_bins, ''::bytea) as gateway,
  string_agg(upstream_bins, ''::bytea) as upstream`;

/** Sets of people, each by itself. */
export const peopleSets = Prisma.sql`coalesce(array_agg(people) filter (where people is not null), '{}') as people`;
