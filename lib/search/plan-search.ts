import type { ServiceContext } from "#lib/core/context.ts";
import { readerOf } from "#lib/ledger/reader.ts";
import { Prisma } from "#prisma-client";
import { globToLike } from "./glob.ts";
import { all, globsOf, needsOf, needsOfReader, type Needs } from "./needs.ts";
import type { QueryNode } from "./query-node.ts";
import { countedFields } from "./count-rows.ts";
import type { SearchField } from "./schemas.ts";

const mostValues = 300;
const dayMs = 86_400_000;

/** What the index must have of what the actor may read and the query finds. Looks up what its wildcards stand for. */
export async function planSearch(
  context: ServiceContext,
  node: QueryNode,
  range: { from?: Date | undefined; to?: Date | undefined },
): Promise<Needs> {
  const looked = await Promise.all(
    globsOf(node).map(
      async ({ field, glob }) => [`${field}:${glob}`, await lookUp(context, field, glob, range)] as const,
    ),
  );
  const values = new Map(looked);
  const needs = needsOf(node, (field, glob) => values.get(`${field}:${glob}`) ?? null);
  return all([needsOfReader(readerOf(context)), needs]);
}

async function lookUp(
  { database }: ServiceContext,
  field: SearchField,
  glob: string,
  { from, to }: { from?: Date | undefined; to?: Date | undefined },
): Promise<string[] | null> {
  if (!(countedFields as readonly SearchField[]).includes(field)) return null;
  const days = Prisma.sql`field = ${field}
    and at >= coalesce(${from ? new Date(from.getTime() - dayMs) : null}::timestamptz, '-infinity')
    and at <= coalesce(${to ?? null}::timestamptz, 'infinity')`;
  const rows = await database.$queryRaw<{ value: string | null }[]>`
    (select distinct value from event_day where ${days} and value <> '' and lower(value) like lower(${globToLike(glob)})
     limit ${mostValues + 1})
    union all (select null from event_day_gap where ${days} limit 1)`;
  const values = rows.map(({ value }) => value).filter((value) => value !== null);
  return values.length === rows.length && values.length <= mostValues ? values : null;
}
