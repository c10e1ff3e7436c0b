import { ringStatement } from "#lib/database/bell.ts";
import type { Transaction } from "#lib/database/prisma.ts";

/** Tells every process, once the transaction commits, that what a person may, or where they are signed in, has changed. */
export async function ringPerson(transaction: Transaction, id: string): Promise<void> {
  const bell = ringStatement({ topic: "person", id });
  await transaction.$executeRawUnsafe(bell.sql, ...bell.parameters);
}
