import { Prisma } from "#prisma-client";

/**
 * The rows of the ledger at places, which are a table of (at, id): one look at the primary key each, because PostgreSQL
 * cannot know how few they are, and would read whole partitions. `where`: a condition over the columns of the ledger.
 */
export function rowsAt(places: Prisma.Sql, where: Prisma.Sql = Prisma.sql`true`): Prisma.Sql {
  return Prisma.sql`select event.* from ${places} as place (place_at, place_id) cross join lateral (
    select * from audit_event where at = place_at and id = place_id and ${where} offset 0
  ) as event`;
}
