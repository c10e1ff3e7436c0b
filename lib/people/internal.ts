import type { User } from "#prisma-client";
import { AppError } from "#lib/core/errors.ts";
import type { Transaction } from "#lib/database/prisma.ts";

/** The person to change, locked until the transaction ends. Throws `not_found`. */
export async function lockPersonById(transaction: Transaction, id: string): Promise<User> {
  await transaction.$queryRaw`select id from "user" where id = ${id} for update`;
  const person = await transaction.user.findUnique({ where: { id } });
  if (!person) throw new AppError("not_found", "There is no such person. Reload the list.");
  return person;
}

/**
 * Keeps one owner at least: throws `conflict` where `id` is the last. Two changes of owners at once follow one another.
 */
export async function requireAnotherOwner(transaction: Transaction, id: string): Promise<void> {
  await transaction.$executeRaw`select pg_advisory_xact_lock(hashtextextended('owners', 0))`;
  const others = await transaction.user.count({ where: { role: "owner", id: { not: id } } });
  if (others === 0) {
    throw new AppError("conflict", "Nobody else is an owner. Make another person an owner first.");
  }
}

/** How events name a person that something was done to. */
export function named(person: Pick<User, "id" | "subject" | "email">): { id: string; email: string } {
  return { id: person.subject ?? person.id, email: person.email };
}
