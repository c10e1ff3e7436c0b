import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "#prisma-client";

export type Database = PrismaClient;
export type Transaction = Parameters<Parameters<PrismaClient["$transaction"]>[0]>[0];

/** Opens the Prisma client; connects on first use. `poolSize` connections at most. */
export function openDatabase(options: { url: string; poolSize?: number }): Database {
  const adapter = new PrismaPg({
    connectionString: options.url,
    max: options.poolSize ?? 10,
    connectionTimeoutMillis: 5_000,
  });
  return new PrismaClient({ adapter });
}
