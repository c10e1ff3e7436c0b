import type { ServiceContext } from "#lib/core/context.ts";
import { Prisma } from "#prisma-client";
import type { Search } from "./schemas.ts";
import { searchCondition } from "./search-condition.ts";

/**
 * Rows of the ledger to count: `rows` stands for a table with its columns, of which each row counts `weight` times.
 * Above 1 they are a sample, and what is counted is about right.
 */
export type CountedRows = { rows: Prisma.Sql; weight: number };

/** The rows of a search, or a sample of them where they are many. */
export async function chooseRows(context: ServiceContext, search: Search): Promise<CountedRows> {
  return { rows: Prisma.sql`(select * from audit_event where ${searchCondition(context, search)})`, weight: 1 };
}
