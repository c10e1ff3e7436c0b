import type { ServiceContext } from "#lib/core/context.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { eventGroups } from "#lib/ledger/schemas.ts";
import { Prisma } from "#prisma-client";
import { chooseRows } from "./choose-rows.ts";
import { facetValues } from "./facet-values.ts";
import { planHourCounts } from "./hour-counts.ts";
import type { QueryNode } from "./query-node.ts";
import { readQuery } from "./read-query.ts";
import { FacetField, Search, type Facet } from "./schemas.ts";

const valueLimit = 100;

type Row = { field: FacetField; value: string; count: number };

/**
 * How often the values of each field occur among the events of a search, the 100 most frequent ones of each. From what is
 * counted by hour where that answers it, else from rows, of which a sample does where they are many.
 */
export async function readFacets(
  context: ServiceContext,
  input: Search,
  fields: readonly FacetField[],
): Promise<Facet[]> {
  const search = parseInput(Search, input);
  const wanted = parseInput(FacetField.array(), [...fields]);
  const node = readQuery(search.query);
  const counted = await readCounted(context, node, search, wanted);
  const left = wanted.filter((field) => !counted.some((facet) => facet.field === field));
  const read = left.length > 0 ? await readRows(context, node, search, left) : [];
  const facets = new Map([...counted, ...read].map((facet) => [facet.field, facet]));
  return wanted.flatMap((field) => facets.get(field) ?? []);
}

async function readRows(
  context: ServiceContext,
  node: QueryNode,
  search: Search,
  fields: FacetField[],
): Promise<Facet[]> {
  const { rows, weight, about } = await chooseRows(context, node, search);
  const found = await context.database.$queryRaw<Row[]>`
    select field, value, (count(*) * ${weight}::int)::float8 as count
    from ${rows} as audit_event cross join lateral (${valuesOf(fields)}) as facet group by field, value`;
  return fields.map((field) => ({ field, values: topOf(found, field), about }));
}

/** Facets that the counts by hour and day have: of all events every one, of those with values of one field it and the status. */
async function readCounted(
  context: ServiceContext,
  node: QueryNode,
  search: Search,
  wanted: FacetField[],
): Promise<Facet[]> {
  const counts = await planHourCounts(context, node, search, wanted);
  if (!counts) return [];
  const { field, days, hours, rest, about } = counts;
  const own: FacetField[] =
    field === null ? wanted : wanted.filter((one) => storedAs(one) === field || one === "status");
  if (own.length === 0) return [];
  const stored = [...new Set(own.map(storedAs))];
  const found = await context.database.$queryRaw<Row[]>`
    select field, value, sum(events)::float8 as count from (
      ${countsOf("event_day", days, field, stored)}
      union all ${countsOf("event_hour", hours, field, stored)}
      union all select facet.field, facet.value, 1 from ${rest} as audit_event cross join lateral (${valuesOf(stored)}) as facet
    ) as counted where value <> '' group by field, value`;
  return own.map((one) => ({
    field: one,
    values: one === "group" ? groupsOf(found) : topOf(found, one),
    about,
  }));
}

function countsOf(
  table: "event_day" | "event_hour",
  part: Prisma.Sql,
  field: FacetField | null,
  stored: FacetField[],
): Prisma.Sql {
  const from = Prisma.raw(table);
  if (field === null)
    return Prisma.sql`select field, value, events from ${from} where field = any(${stored}) and ${part}`;
  const selects = stored.map((one) => {
    const value = Prisma.raw(one === "status" ? "status" : "value");
    return Prisma.sql`select ${one} as field, ${value} as value, events from ${from} where field = ${field} and ${part}`;
  });
  return Prisma.join(selects, " union all ");
}

/** Groups are not counted: they follow from types. */
function storedAs(field: FacetField): FacetField {
  return field === "group" ? "type" : field;
}

function groupsOf(found: Row[]): Facet["values"] {
  const rows = Object.entries(eventGroups).map(([value, types]): Row => {
    const ofGroup = found.filter((row) => row.field === "type" && (types as readonly string[]).includes(row.value));
    return { field: "group", value, count: ofGroup.reduce((sum, { count }) => sum + count, 0) };
  });
  return topOf(
    rows.filter(({ count }) => count > 0),
    "group",
  );
}

function topOf(rows: Row[], field: FacetField): Facet["values"] {
  const values = rows.filter((row) => row.field === field).map(({ value, count }) => ({ value, count }));
  return values.toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1)).slice(0, valueLimit);
}

function valuesOf(fields: readonly FacetField[]): Prisma.Sql {
  const selects = fields.map((field) => Prisma.sql`select ${field} as field, unnest(${facetValues(field)}) as value`);
  return Prisma.join(selects, " union all ");
}
