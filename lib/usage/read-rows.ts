import { Prisma } from "#prisma-client";
import type { ServiceContext } from "#lib/core/context.ts";
import { dimensions, keepsPeople } from "./dimensions.ts";
import { countPeople } from "./people-bits.ts";
import { toTimes, type StoredTimes } from "./read-figures.ts";
import type { ReadUsage, UsageCounts, UsageRow } from "./schemas.ts";
import type { Compared, Range, UsageRange } from "./usage-range.ts";
import { splitOf, whereScope, type Scope } from "./usage-scope.ts";
import { joinedBins, peopleSets, sums, usageSource } from "./usage-source.ts";

/** How many of the busiest are looked at for the slowest. */
const mostMeasured = 200;

type Names = { server: string; user: string; agent: string; tool: string };
type Row = Names & { userName: string } & UsageCounts;

const names = Prisma.sql`server, user_id as "user", agent, tool`;
const grouped = Prisma.sql`server, user_id, agent, tool`;

/** The rows of a table: who or what was used, and how. Empty where a scope is not counted by that. */
export async function readRows(
  context: ServiceContext,
  scope: Scope,
  range: UsageRange,
  { by, sort, limit }: Pick<ReadUsage, "by" | "sort" | "limit">,
): Promise<UsageRow[]> {
  const dimension = splitOf(scope, by);
  if (dimension === undefined) return [];
  const where = whereScope(scope);
  const most = sort === "slowest" ? Math.max(limit, mostMeasured) : limit;
  const first = sort === "failing" ? Prisma.sql`sum(failed)` : Prisma.sql`sum(requests)`;
  const rows = await context.database.$queryRaw<Row[]>`
    select ${names}, max(user_name) as "userName", ${sums} from ${usageSource({ by: dimension, range, where })} rows
    group by ${grouped} order by ${first} desc, sum(requests) desc, ${grouped} limit ${most}`;
  if (rows.length === 0) return [];

  const chosen = Prisma.sql`(${where}) and (server, user_id, agent, tool) in (select * from unnest(
    ${rows.map(({ server }) => server)}::text[], ${rows.map(({ user }) => user)}::text[],
    ${rows.map(({ agent }) => agent)}::text[], ${rows.map(({ tool }) => tool)}::text[]))`;
  const [times, changes, people] = await Promise.all([
    readTimes(context, usageSource({ by: dimension, range, where: chosen })),
    readChanges(context, dimensions[dimension].hourly ? range.compared : range.comparedDays, (part) =>
      usageSource({ by: dimension, range: part, where: chosen }),
    ),
    keepsPeople(dimension) ? readPeople(context, usageSource({ by: dimension, range, where: chosen })) : undefined,
  ]);
  const complete = rows.map((row): UsageRow => {
    const key = keyOf(row);
    return {
      ...row,
      ...(times.get(key) ?? { gateway: null, upstream: null }),
      people: people ? (people.get(key) ?? 0) : null,
      change: changes.get(key) ?? null,
    };
  });
  if (sort !== "slowest") return complete;
  return complete.toSorted((a, b) => slowness(b) - slowness(a)).slice(0, limit);
}

function slowness({ gateway, upstream }: UsageRow): number {
  return upstream?.p95 ?? gateway?.p95 ?? -1;
}

async function readTimes(context: ServiceContext, source: Prisma.Sql) {
  const rows = await context.database.$queryRaw<(Names & StoredTimes)[]>`
    select ${names}, ${joinedBins} from ${source} rows where gateway_bins is not null or upstream_bins is not null
    group by ${grouped}`;
  return new Map(rows.map((row) => [keyOf(row), toTimes(row)]));
}

/** How requests have changed since the time before, where that is kept. */
async function readChanges(
  context: ServiceContext,
  compared: Compared | null,
  sourceOf: (range: Range) => Prisma.Sql,
): Promise<Map<string, number>> {
  if (!compared) return new Map();
  const requestsOf = async (part: Range) => {
    const rows = await context.database.$queryRaw<(Names & { requests: number })[]>`
      select ${names}, sum(requests)::float8 as requests from ${sourceOf(part)} rows
      group by ${grouped}`;
    return new Map(rows.map((row) => [keyOf(row), row.requests]));
  };
  const [current, previous] = await Promise.all([requestsOf(compared.current), requestsOf(compared.previous)]);
  const changes = new Map<string, number>();
  for (const [key, before] of previous) {
    if (before > 0) changes.set(key, ((current.get(key) ?? 0) - before) / before);
  }
  return changes;
}

/** How many different people there were in each row. */
async function readPeople(context: ServiceContext, source: Prisma.Sql): Promise<Map<string, number>> {
  const rows = await context.database.$queryRaw<(Names & { people: Uint8Array[] })[]>`
    select ${names}, ${peopleSets} from ${source} rows group by ${grouped}`;
  return new Map(rows.map((row) => [keyOf(row), countPeople(row.people)]));
}

function keyOf({ server, user, agent, tool }: Names): string {
  return [server, user, agent, tool].join("\0");
}
