import type { ServiceContext } from "#lib/core/context.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { Prisma } from "#prisma-client";
import { bucketOf, bucketsOf, type Buckets } from "./buckets.ts";
import { chooseRows } from "./choose-rows.ts";
import { planHourCounts } from "./hour-counts.ts";
import type { QueryNode } from "./query-node.ts";
import { readQuery } from "./read-query.ts";
import { Search, type Histogram } from "./schemas.ts";

const hourMs = 3_600_000;

type Counted = { rows: { at: Date; status: string; count: number }[]; about: boolean };

/** The events of a search over time, by status. */
export async function readHistogram(context: ServiceContext, input: Search): Promise<Histogram> {
  const search = parseInput(Search, input);
  const node = readQuery(search.query);
  const range = await bucketsOf(context, search);
  const { rows, about } = (await fromHours(context, node, range)) ?? (await fromRows(context, node, range));
  const buckets = new Map<number, { at: Date; counts: Record<string, number> }>();
  let total = 0;
  for (const { at, status, count } of rows) {
    const bucket = buckets.get(at.getTime()) ?? { at, counts: {} };
    bucket.counts[status] = count;
    buckets.set(at.getTime(), bucket);
    total += count;
  }
  return { ...range, buckets: [...buckets.values()], total, about };
}

/** Where whole hours are exact enough for the buckets, and counted. */
async function fromHours(context: ServiceContext, node: QueryNode, range: Buckets): Promise<Counted | null> {
  const counts = range.bucketMs % hourMs === 0 ? await planHourCounts(context, node, range, ["status"]) : null;
  if (!counts) return null;
  const bucket = bucketOf(Prisma.sql`at`, range.bucketMs);
  const rows = await context.database.$queryRaw<Counted["rows"]>`
    select bucket as at, status, sum(events)::float8 as count from (
      select ${bucket} as bucket, status, events from event_hour
      where field = ${counts.field ?? "status"} and ${counts.allHours}
      union all select ${bucket}, status, 1 from ${counts.rest} as audit_event
    ) as counted group by 1, 2 order by 1`;
  return { rows, about: counts.about };
}

async function fromRows(context: ServiceContext, node: QueryNode, range: Buckets): Promise<Counted> {
  const { rows, weight, about } = await chooseRows(context, node, range);
  const counted = await context.database.$queryRaw<Counted["rows"]>`
    select ${bucketOf(Prisma.sql`at`, range.bucketMs)} as at, status, (count(*) * ${weight}::int)::float8 as count
    from ${rows} as audit_event group by 1, 2 order by 1`;
  return { rows: counted, about };
}
