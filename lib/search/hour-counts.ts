import type { ServiceContext } from "#lib/core/context.ts";
import { Prisma } from "#prisma-client";
import { hasFewRows, readsAll } from "./choose-rows.ts";
import { readCountedQuery } from "./counted-query.ts";
import type { QueryNode } from "./query-node.ts";
import { notIndexed, readIndexState } from "./read-index-state.ts";
import type { FacetField, Search } from "./schemas.ts";
import { matchCondition, rangeCondition } from "./search-condition.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const mostValues = 200;
/** A range that ends this lately ends when it was asked for. */
const nowMs = 5_000;

/**
 * What the counts of whole hours and days say of a query, and what they leave: `hours` and `days` are conditions over
 * `event_hour` and `event_day` that share the range between them; `rest` stands for the rows of the ledger that are in neither.
 */
export type HourCounts = {
  field: FacetField | null;
  hours: Prisma.Sql;
  days: Prisma.Sql;
  allHours: Prisma.Sql;
  rest: Prisma.Sql;
  /** What came lately is left out: the counts are behind. */
  about: boolean;
};

/** The counts that answer a query, exactly unless they are behind; null where there are none, or some are not complete. */
export async function planHourCounts(
  context: ServiceContext,
  node: QueryNode,
  search: Pick<Search, "from" | "to">,
  fields: readonly FacetField[],
): Promise<HourCounts | null> {
  const counted = readsAll(context) ? readCountedQuery(node) : null;
  if (!counted) return null;
  const state = await readIndexState(context);
  const wanted = [...fields, ...(counted.field ? [counted.field] : [])];
  const edges = edgesOf(search);
  if (edges === null || (await hasGap(context, wanted, search))) return null;
  if (state.behind && (await hasFewRows(context, search))) return null;
  const { firstHour, lastHour, firstDay, lastDay } = edges;
  const values = counted.field ? await valuesOf(context, counted.field, counted.condition, search) : Prisma.sql`true`;
  const between = (from: Date, to: Date): Prisma.Sql => Prisma.sql`at >= ${from} and at < ${to} and ${values}`;
  const hasDays = firstDay < lastDay;
  return {
    field: counted.field,
    allHours: between(firstHour, lastHour),
    days: hasDays ? between(firstDay, lastDay) : Prisma.sql`false`,
    hours: hasDays
      ? Prisma.sql`((at >= ${firstHour} and at < ${firstDay}) or (at >= ${lastDay} and at < ${lastHour})) and ${values}`
      : between(firstHour, lastHour),
    rest: restOf(context, node, search, edges, state.behind ? null : notIndexed(state.position)),
    about: state.behind,
  };
}

/**
 * The condition over values as a list of them, where there are few: the days know which there are, and the hours are many.
 */
async function valuesOf(
  { database }: ServiceContext,
  field: FacetField,
  condition: Prisma.Sql,
  { from, to }: Pick<Search, "from" | "to">,
): Promise<Prisma.Sql> {
  const rows = await database.$queryRaw<{ value: string }[]>`
    select distinct value from event_day where field = ${field} and ${condition}
      and at >= coalesce(${from ? new Date(from.getTime() - dayMs) : null}::timestamptz, '-infinity')
      and at < coalesce(${to ?? null}::timestamptz, 'infinity') limit ${mostValues + 1}`;
  return rows.length > mostValues ? condition : Prisma.sql`value = any(${rows.map(({ value }) => value)})`;
}

type Edges = { firstHour: Date; lastHour: Date; firstDay: Date; lastDay: Date };

/** Whole hours and whole days of a range; null where it has no whole hour. The hour that goes on counts as whole: it has no more. */
function edgesOf({ from, to }: Pick<Search, "from" | "to">): Edges | null {
  const start = from?.getTime() ?? Date.UTC(2000, 0);
  const end = to?.getTime() ?? Date.UTC(3000, 0);
  const up = (ms: number): Date => new Date(Math.ceil(start / ms) * ms);
  const down = (ms: number): Date => new Date(Math.floor(end / ms) * ms);
  const lastHour = end < Date.now() - nowMs ? down(hourMs) : new Date(Math.ceil(end / hourMs) * hourMs);
  const edges = { firstHour: up(hourMs), lastHour, firstDay: up(dayMs), lastDay: down(dayMs) };
  return edges.firstHour < edges.lastHour ? edges : null;
}

/** Parts of an hour at both ends, and what has come since the counts were read; what they have by now is left out. */
function restOf(
  context: ServiceContext,
  node: QueryNode,
  { from, to }: Pick<Search, "from" | "to">,
  { firstHour, lastHour }: Edges,
  notIndexed: Prisma.Sql | null,
): Prisma.Sql {
  const match = matchCondition(context, node);
  const part = (range: Pick<Search, "from" | "to">): Prisma.Sql =>
    Prisma.sql`select * from audit_event where ${rangeCondition(range)} and ${match}`;
  const parts = [
    notIndexed === null
      ? Prisma.sql`select * from audit_event where false`
      : Prisma.sql`${part({ from: firstHour, to: lastHour })} and ${notIndexed} and not exists (
          select 1 from audit_search where audit_search.at = audit_event.at and audit_search.id = audit_event.id)`,
    ...(from && from < firstHour ? [part({ from, to: firstHour })] : []),
    ...(to && to > lastHour ? [part({ from: lastHour, to })] : []),
  ];
  return Prisma.sql`(${Prisma.join(parts, " union all ")})`;
}

async function hasGap(
  { database }: ServiceContext,
  fields: readonly FacetField[],
  { from, to }: Pick<Search, "from" | "to">,
): Promise<boolean> {
  const rows = await database.$queryRaw<unknown[]>`
    select 1 from event_day_gap where field = any(${[...fields]})
      and at >= coalesce(${from ? new Date(from.getTime() - dayMs) : null}::timestamptz, '-infinity')
      and at < coalesce(${to ?? null}::timestamptz, 'infinity') limit 1`;
  return rows.length > 0;
}
