import { Prisma } from "#prisma-client";
import type { ServiceContext } from "#lib/core/context.ts";
import { keepsPeople } from "./dimensions.ts";
import type { UsageCounts, UsageFigures, UsageTimes } from "./schemas.ts";
import { countPeople } from "./people-bits.ts";
import { decodeBins, timesOf } from "./sketch.ts";
import type { Range } from "./usage-range.ts";
import { whereScope, wholeOf, type Scope } from "./usage-scope.ts";
import { joinedBins, peopleSets, sums, usageSource } from "./usage-source.ts";

export type StoredTimes = { gateway: Uint8Array | null; upstream: Uint8Array | null };

/** Percentiles of joined sketches. */
export function toTimes({ gateway, upstream }: StoredTimes): UsageTimes {
  return { gateway: timesOf(decodeBins(gateway)), upstream: timesOf(decodeBins(upstream)) };
}

/** Everything of a range in one set of figures. */
export async function readFigures(context: ServiceContext, scope: Scope, range: Range): Promise<UsageFigures> {
  const by = wholeOf(scope);
  const source = usageSource({ by, range, where: whereScope(scope) });
  const [row] = await context.database.$queryRaw<(UsageCounts & StoredTimes & { people: Uint8Array[] })[]>`
    select ${sums}, ${joinedBins}, ${peopleSets} from ${source} rows`;
  if (!row) throw new Error("an aggregate without a row");
  return { ...row, ...toTimes(row), people: keepsPeople(by) ? countPeople(row.people) : null };
}

type PointRow = { at: Date } & UsageCounts & StoredTimes;

/** One row a bucket, oldest first. */
export async function readSeries(
  context: ServiceContext,
  scope: Scope,
  { from, to, bucketMs }: Range & { bucketMs: number },
): Promise<({ at: Date } & UsageCounts & UsageTimes)[]> {
  const rows = await context.database.$queryRaw<PointRow[]>`
    select at, ${sums}, ${joinedBins} from ${tableOf(bucketMs)}
    where by = ${wholeOf(scope)} and at >= ${from} and at < ${to} and ${whereScope(scope)}
    group by at order by at`;
  return rows.map((row) => ({ ...row, ...toTimes(row) }));
}

/** Requests of the busiest servers over time, the busiest first. */
export async function readServerSeries(
  { database }: ServiceContext,
  range: Range & { bucketMs: number },
  most: number,
): Promise<{ name: string; points: { at: Date; requests: number }[] }[]> {
  const busiest = await database.$queryRaw<{ server: string }[]>`
    select server from ${usageSource({ by: "server", range })} rows
    group by server order by sum(requests::float8) desc, server limit ${most}`;
  const names = busiest.map(({ server }) => server);
  const rows = await database.$queryRaw<{ server: string; at: Date; requests: number }[]>`
    select server, at, requests::float8 as requests from ${tableOf(range.bucketMs)}
    where by = 'server' and at >= ${range.from} and at < ${range.to} and server = any(${names}) order by at`;
  return names.map((name) => ({
    name,
    points: rows.filter(({ server }) => server === name).map(({ at, requests }) => ({ at, requests })),
  }));
}

function tableOf(bucketMs: number): Prisma.Sql {
  return bucketMs < 24 * 3_600_000 ? Prisma.sql`usage_hour` : Prisma.sql`usage_day`;
}
