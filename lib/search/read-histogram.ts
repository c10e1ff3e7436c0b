import type { ServiceContext } from "#lib/core/context.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { Prisma } from "#prisma-client";
import { bucketOf, bucketsOf } from "./buckets.ts";
import { chooseRows } from "./choose-rows.ts";
import { Search, type Histogram } from "./schemas.ts";

/** The events of a search over time, by status. */
export async function readHistogram(context: ServiceContext, input: Search): Promise<Histogram> {
  const search = parseInput(Search, input);
  const range = await bucketsOf(context, search);
  const { rows, weight } = await chooseRows(context, { ...search, from: range.from, to: range.to });
  const counted = await context.database.$queryRaw<{ at: Date; status: string; count: number }[]>`
    select ${bucketOf(Prisma.sql`at`, range.bucketMs)} as at, status, count(*)::float8 as count
    from ${rows} as audit_event group by 1, 2 order by 1`;
  const buckets = new Map<number, { at: Date; counts: Record<string, number> }>();
  let total = 0;
  for (const { at, status, count } of counted) {
    const bucket = buckets.get(at.getTime()) ?? { at, counts: {} };
    bucket.counts[status] = count * weight;
    buckets.set(at.getTime(), bucket);
    total += count * weight;
  }
  return { ...range, buckets: [...buckets.values()], total, about: weight > 1 };
}
