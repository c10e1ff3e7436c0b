import type { Database } from "#lib/database/prisma.ts";
import type { Person } from "#lib/core/context.ts";
import { sha256Hex } from "#lib/crypto/request-digest.ts";
import { personNow, toPerson } from "./to-person.ts";

/** The person a session token belongs to, as they are now; null where it is unknown, revoked or over. */
export async function findSession(database: Database, token: string): Promise<Person | null> {
  const now = new Date();
  const session = await database.session.findUnique({
    where: { sessionToken: sha256Hex(token) },
    include: { user: { include: personNow(now) } },
  });
  return session && session.expires > now ? toPerson(session.user) : null;
}
