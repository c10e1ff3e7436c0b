import type { z } from "zod";
import type { ServiceContext } from "#lib/core/context.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { Prisma } from "#prisma-client";
import { bucketOf, bucketsOf } from "./buckets.ts";
import { chooseRows, type CountedRows } from "./choose-rows.ts";
import { facetValues } from "./facet-values.ts";
import { readQuery } from "./read-query.ts";
import { GroupEvents, type EventGroups, type FacetField } from "./schemas.ts";

type Measure = z.infer<typeof GroupEvents>["measure"];
type Row = { key: string; measure: number; at: Date };

/** The largest groups of the events of a search by up to three fields; an event without a value is in the group of null. */
export async function groupEvents(context: ServiceContext, input: z.input<typeof GroupEvents>): Promise<EventGroups> {
  const { search, by, measure, limit, overTime } = parseInput(GroupEvents, input);
  const range = await bucketsOf(context, search);
  const counted = await chooseRows(context, readQuery(search.query), range);
  const top = await readGroups(context, counted, { by, measure, limit });
  const series = overTime && top.length > 0 ? await readSeries(context, counted, { by, measure, top, ...range }) : [];
  return {
    groups: top.map(({ key, measure }) => ({
      values: JSON.parse(key) as (string | null)[],
      measure,
      overTime: series.filter((row) => row.key === key).map(({ at, measure }) => ({ at, measure })),
    })),
    bucketMs: overTime ? range.bucketMs : null,
    about: counted.about,
  };
}

function readGroups(
  { database }: ServiceContext,
  counted: CountedRows,
  { by, measure, limit }: { by: FacetField[]; measure: Measure; limit: number },
): Promise<Row[]> {
  return database.$queryRaw<Row[]>`
    select ${keyOf(by)} as key, ${measured(measure, counted.weight)} as measure
    from ${grouped(counted, by)} group by 1 order by 2 desc nulls last, 1 limit ${limit}`;
}

function readSeries(
  { database }: ServiceContext,
  counted: CountedRows,
  { by, measure, top, bucketMs }: { by: FacetField[]; measure: Measure; top: Row[]; bucketMs: number },
): Promise<Row[]> {
  const keys = top.map(({ key }) => key);
  return database.$queryRaw<Row[]>`
    select ${keyOf(by)} as key, ${bucketOf(Prisma.sql`at`, bucketMs)} as at, ${measured(measure, counted.weight)} as measure
    from ${grouped(counted, by)} where ${keyOf(by)} = any(${keys}) group by 1, 2 order by 2`;
}

function grouped({ rows }: CountedRows, by: FacetField[]): Prisma.Sql {
  const joins = by.map(
    (field, n) => Prisma.sql`left join lateral unnest(${facetValues(field)}) as ${nameOf(n)}(value) on true`,
  );
  return Prisma.sql`${rows} as audit_event ${Prisma.join(joins, " ")}`;
}

/** All values of a group as one text, which null does not get in the way of. */
function keyOf(by: FacetField[]): Prisma.Sql {
  return Prisma.sql`jsonb_build_array(${Prisma.join(by.map((_, n) => Prisma.sql`${nameOf(n)}.value`))})::text`;
}

function nameOf(n: number): Prisma.Sql {
  return Prisma.raw(`by_${n}`);
}

function measured(measure: Measure, weight: number): Prisma.Sql {
  if (measure === "count") return Prisma.sql`(count(*) * ${weight}::int)::float8`;
  if (measure === "response_bytes") return Prisma.sql`coalesce(sum(response_bytes) * ${weight}::int, 0)::float8`;
  return Prisma.sql`coalesce(percentile_disc(0.95) within group (order by duration_ms), 0)::float8`;
}
