import type { Database } from "#lib/database/prisma.ts";
import type { Person } from "#lib/core/context.ts";
import { sha256Hex } from "#lib/crypto/request-digest.ts";
import { personNow, toPerson } from "./to-person.ts";

const minuteMs = 60_000;

/**
 * The person a session token belongs to, as they are now; null where it is unknown, revoked or over. That it was used is
 * noted, to the minute.
 */
export async function findSession(database: Database, token: string): Promise<Person | null> {
  const now = new Date();
  const session = await database.session.findUnique({
    where: { sessionToken: sha256Hex(token) },
    include: { user: { include: personNow(now) } },
  });
  if (!session || session.expires <= now) return null;
  if ((session.lastUsedAt ?? session.createdAt).getTime() < now.getTime() - minuteMs) {
    await database.session.updateMany({ where: { id: session.id }, data: { lastUsedAt: now } });
  }
  return toPerson(session.user);
}
