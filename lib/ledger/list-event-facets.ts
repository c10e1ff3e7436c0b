import type { ServiceContext } from "#lib/core/context.ts";
import { Prisma } from "#prisma-client";
import { notAStep } from "./not-a-step.ts";
import { readableBy, readerOf, type Reader } from "./reader.ts";
import type { EventFacets } from "./schemas.ts";

const valueLimit = 100;
const ownEventLimit = 2_000;

type Range = { from?: Date; to?: Date };

/**
 * Users, agents and connections to choose from, up to 100 each in alphabetical order, of events in the range. People who
 * read only their own activity get the values of their newest 2,000 events.
 */
export async function listEventFacets(context: ServiceContext, range: Range = {}): Promise<EventFacets> {
  const reader = readerOf(context);
  const inRange = Prisma.sql`${notAStep} and at >= coalesce(${range.from ?? null}::timestamptz, '-infinity')
    and at < coalesce(${range.to ?? null}::timestamptz, 'infinity')`;
  const distinct = (column: Prisma.Sql): Promise<string[]> =>
    reader ? distinctOwn(context, reader, column, inRange) : distinctOfAll(context, column, inRange);
  const [users, agents, connections] = await Promise.all([
    distinct(Prisma.sql`user_name`),
    distinct(Prisma.sql`agent`),
    distinct(Prisma.sql`connection`),
  ]);
  return { users, agents, connections };
}

/** Jumps from value to value along the column's index: a look a value, however many rows there are. */
async function distinctOfAll(context: ServiceContext, column: Prisma.Sql, inRange: Prisma.Sql): Promise<string[]> {
  const rows = await context.database.$queryRaw<{ value: string }[]>`
    with recursive found (value) as (
      (select ${column} from audit_event where ${inRange} and ${column} > '' order by ${column} limit 1)
      union all
      select (
        select ${column} from audit_event where ${inRange} and ${column} > found.value order by ${column} limit 1
      ) from found where found.value is not null
    )
    select value from found where value is not null limit ${valueLimit}`;
  return rows.map((row) => row.value);
}

async function distinctOwn(
  context: ServiceContext,
  reader: Reader,
  column: Prisma.Sql,
  inRange: Prisma.Sql,
): Promise<string[]> {
  const rows = await context.database.$queryRaw<{ value: string }[]>`
    select distinct value from (
      select ${column} as value from audit_event where ${inRange} and ${readableBy(reader)}
      order by at desc limit ${ownEventLimit}
    ) as newest where value > '' order by value limit ${valueLimit}`;
  return rows.map((row) => row.value);
}
