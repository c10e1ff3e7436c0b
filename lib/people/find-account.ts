import type { Database } from "#lib/database/prisma.ts";
import type { Person } from "#lib/core/context.ts";
import { toPerson } from "./to-person.ts";

/** The person behind an account of an identity provider, if they have signed in before. */
export async function findAccount(
  database: Database,
  account: { provider: string; providerAccountId: string },
): Promise<Person | null> {
  const found = await database.account.findUnique({
    where: { provider_providerAccountId: { provider: account.provider, providerAccountId: account.providerAccountId } },
    include: { user: true },
  });
  return found && toPerson(found.user);
}
