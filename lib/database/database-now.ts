import type { Transaction } from "./prisma.ts";

/** The database's clock, which alone says whether a hold or a grant has ended. */
export async function databaseNow(client: Pick<Transaction, "$queryRaw">): Promise<Date> {
  const [row] = await client.$queryRaw<[{ now: Date }]>`select clock_timestamp() as now`;
  return row.now;
}
