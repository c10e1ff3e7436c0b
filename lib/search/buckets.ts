import type { ServiceContext } from "#lib/core/context.ts";
import { Prisma } from "#prisma-client";
import type { Search } from "./schemas.ts";

const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000];
const sizes = [1, 5, 10, 30]
  .map((n) => n * second)
  .concat(
    [1, 5, 10, 30].map((n) => n * minute),
    [1, 3, 6, 12].map((n) => n * hour),
    [1, 7, 30, 365].map((n) => n * day),
  );
const most = 90;

export type Buckets = { from: Date; to: Date; bucketMs: number };

/** The range of a search, to the ends of the ledger where it is open, in at most 90 buckets of a usual size. */
export async function bucketsOf({ database }: ServiceContext, { from, to }: Search): Promise<Buckets> {
  const end = to ?? new Date();
  // The first hour that is counted is enough, and known at once.
  const [row] = from
    ? [{ at: from }]
    : await database.$queryRaw<{ at: Date | null }[]>`
        select coalesce((select min(at) from event_hour where field = 'status'), (select min(at) from audit_event)) as at`;
  const start = row?.at && row.at < end ? row.at : new Date(end.getTime() - hour);
  const length = Math.max(0, end.getTime() - start.getTime());
  const bucketMs = sizes.find((size) => length / size <= most) ?? 365 * day;
  return { from: start, to: end, bucketMs };
}

/** The bucket that an event, or an hour of events, is in: its beginning; buckets begin at multiples of their size, in UTC. */
export function bucketOf(time: Prisma.Sql, bucketMs: number): Prisma.Sql {
  return Prisma.sql`date_bin(make_interval(secs => ${bucketMs / 1_000}::float8), ${time}, 'epoch'::timestamptz)`;
}
