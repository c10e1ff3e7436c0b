import { Prisma } from "#prisma-client";
import { notAStep } from "./not-a-step.ts";
import { readableBy, type Reader } from "./reader.ts";
import { eventGroups, type EventFilter } from "./schemas.ts";

/** The condition that `filter` and the reader's rights make; what is not given matches everything. */
export function eventCondition(filter: EventFilter, reader: Reader | null): Prisma.Sql {
  const conditions = [notAStep];
  if (filter.group) conditions.push(Prisma.sql`type in (${Prisma.join([...eventGroups[filter.group]])})`);
  if (reader) conditions.push(readableBy(reader));
  if (filter.user !== undefined) conditions.push(Prisma.sql`user_name = ${filter.user}`);
  if (filter.agent !== undefined) conditions.push(Prisma.sql`agent = ${filter.agent}`);
  if (filter.connection !== undefined) conditions.push(Prisma.sql`connection = ${filter.connection}`);
  if (filter.tool !== undefined) conditions.push(Prisma.sql`tool = ${filter.tool}`);
  if (filter.status !== undefined) conditions.push(Prisma.sql`status = ${filter.status}`);
  if (filter.from !== undefined) conditions.push(Prisma.sql`at >= ${filter.from}`);
  if (filter.to !== undefined) conditions.push(Prisma.sql`at < ${filter.to}`);
  return Prisma.join(conditions, " and ");
}
