import { Prisma } from "#prisma-client";
import type { ServiceContext } from "#lib/core/context.ts";
import { dimensions, keepsPeople } from "./dimensions.ts";
import { countPeople } from "./people-bits.ts";
import { toTimes, type StoredTimes } from "./read-figures.ts";
import type { ReadUsage, UsageCounts, UsageRow, UsageTimes } from "./schemas.ts";
import type { Compared, Range, UsageRange } from "./usage-range.ts";
import { splitOf, whereScope, type Scope } from "./usage-scope.ts";
import { joinedBins, peopleSets, sums, usageSource } from "./usage-source.ts";

/** How many of the busiest are looked at for the slowest. */
const mostMeasured = 200;

type Names = { server: string; user: string; agent: string; tool: string };

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
  const chosen = await chooseRows(context, usageSource({ by: dimension, range, where }), sort, most);
  if (chosen.length === 0) return [];

  const sourceOf = (wanted: readonly Names[]) => (part: Range) =>
    usageSource({ by: dimension, range: part, where: whereChosen(where, wanted) });
  const details = await readDetails(context, sourceOf(chosen)(range));
  const rows = chosen.flatMap((own) => details.get(keyOf(own)) ?? []).map((row) => ({ ...row, ...toTimes(row) }));
  const shown = sort === "slowest" ? rows.toSorted((a, b) => slowness(b) - slowness(a)).slice(0, limit) : rows;
  const compared = dimensions[dimension].hourly ? range.compared : range.comparedDays;
  const changes = await readChanges(context, compared, sourceOf(shown));
  return shown.map((row) => ({
    ...row,
    people: keepsPeople(dimension) ? countPeople(row.people) : null,
    change: changes.get(keyOf(row)) ?? null,
  }));
}

function slowness({ gateway, upstream }: UsageTimes): number {
  return upstream?.p95 ?? gateway?.p95 ?? -1;
}

/** The names of the first rows. Whatever there is of them is read afterwards: of a month there are tens of thousands to rank. */
function chooseRows(
  context: ServiceContext,
  source: Prisma.Sql,
  sort: ReadUsage["sort"],
  most: number,
): Promise<Names[]> {
  const first = sort === "failing" ? Prisma.sql`sum(failed::float8) desc,` : Prisma.empty;
  return context.database.$queryRaw<Names[]>`
    select ${names} from ${source} rows group by ${grouped}
    order by ${first} sum(requests::float8) desc, ${grouped} limit ${most}`;
}

/** Rows with these names; each column by itself, too, because that is what indexes are of. */
function whereChosen(where: Prisma.Sql, chosen: readonly Names[]): Prisma.Sql {
  const [servers, users, agents, tools] = (["server", "user", "agent", "tool"] as const).map((name) =>
    chosen.map((row) => row[name]),
  );
  return Prisma.sql`(${where}) and server = any(${servers}) and user_id = any(${users})
    and agent = any(${agents}) and tool = any(${tools})
    and (server, user_id, agent, tool) in (
      select * from unnest(${servers}::text[], ${users}::text[], ${agents}::text[], ${tools}::text[]))`;
}

type Details = Names & { userName: string; people: Uint8Array[] } & UsageCounts & StoredTimes;

async function readDetails(context: ServiceContext, source: Prisma.Sql): Promise<Map<string, Details>> {
  const rows = await context.database.$queryRaw<Details[]>`
    select ${names}, max(user_name) as "userName", ${sums}, ${joinedBins}, ${peopleSets} from ${source} rows
    group by ${grouped}`;
  return new Map(rows.map((row) => [keyOf(row), row]));
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
      select ${names}, sum(requests::float8) as requests from ${sourceOf(part)} rows
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

function keyOf({ server, user, agent, tool }: Names): string {
  return [server, user, agent, tool].join("\0");
}
