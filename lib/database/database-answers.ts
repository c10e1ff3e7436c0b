import type { Database } from "./prisma.ts";

/** Whether the database answers a query within its connection timeout. Never throws. */
export async function databaseAnswers(database: Database): Promise<boolean> {
  return database.$queryRaw`select 1`.then(
    () => true,
    () => false,
  );
}
