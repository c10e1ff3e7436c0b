import type { ServiceContext } from "#lib/core/context.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { Prisma } from "#prisma-client";
import { chooseRows } from "./choose-rows.ts";
import { facetValues } from "./facet-values.ts";
import { FacetField, Search, type Facet } from "./schemas.ts";

const valueLimit = 100;

/** How often the values of each field occur among the events of a search, the 100 most frequent ones of each. */
export async function readFacets(
  context: ServiceContext,
  search: Search,
  fields: readonly FacetField[],
): Promise<Facet[]> {
  const { rows, weight } = await chooseRows(context, parseInput(Search, search));
  const wanted = parseInput(FacetField.array(), [...fields]);
  if (wanted.length === 0) return [];
  const values = wanted.map((field) => Prisma.sql`select ${field} as field, unnest(${facetValues(field)}) as value`);
  const counted = await context.database.$queryRaw<{ field: FacetField; value: string; count: number }[]>`
    select field, value, count::float8 from (
      select field, value, count(*) as count, row_number() over (partition by field order by count(*) desc, value) as place
      from ${rows} as audit_event cross join lateral (${Prisma.join(values, " union all ")}) as facet
      group by field, value
    ) as counted where place <= ${valueLimit} order by count desc, value`;
  return wanted.map((field) => ({
    field,
    values: counted.filter((row) => row.field === field).map(({ value, count }) => ({ value, count: count * weight })),
    about: weight > 1,
  }));
}
