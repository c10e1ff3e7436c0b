import type { ServiceContext } from "#lib/core/context.ts";
import { notAStep } from "#lib/ledger/not-a-step.ts";
import { readableBy, readerOf } from "#lib/ledger/reader.ts";
import { Prisma } from "#prisma-client";
import { toPredicate } from "./predicate.ts";
import type { QueryNode } from "./query-node.ts";
import { readQuery } from "./read-query.ts";
import type { Search } from "./schemas.ts";

/**
 * The condition over the columns of `audit_event` that a search makes, with what the actor may read in it. Throws
 * `invalid` for a query that cannot be read, `forbidden` for who may read nothing.
 */
export function searchCondition(context: Pick<ServiceContext, "actor">, search: Search): Prisma.Sql {
  return Prisma.sql`${rangeCondition(search)} and ${matchCondition(context, readQuery(search.query))}`;
}

/** The same without the range. */
export function matchCondition(context: Pick<ServiceContext, "actor">, node: QueryNode): Prisma.Sql {
  return Prisma.sql`${notAStep} and ${readableBy(readerOf(context))} and ${toPredicate(node)}`;
}

/** Written so that PostgreSQL leaves out the partitions that hold nothing of it. */
export function rangeCondition({ from, to }: { from?: Date | undefined; to?: Date | undefined }): Prisma.Sql {
  const sides = [...(from ? [Prisma.sql`at >= ${from}`] : []), ...(to ? [Prisma.sql`at < ${to}`] : [])];
  return sides.length > 0 ? Prisma.join(sides, " and ") : Prisma.sql`true`;
}
