import type { Person, ServiceKey } from "#lib/core/context.ts";
import { apiKeyHash, looksLikeApiKey } from "#lib/crypto/api-key.ts";
import type { Database } from "#lib/database/prisma.ts";
import { weakerRole } from "#lib/people/role-strength.ts";
import { personNow, toPerson } from "#lib/people/to-person.ts";
import { KeyRole } from "./schemas.ts";

const minuteMs = 60_000;
/** Roles follow the identity provider at sign-in, so a key is as good as its person's last one. */
const freshSignInMs = 30 * 86_400_000;

/**
 * Who acts with this key, as they are now; null where it is unknown, revoked or over, and where it acts for a person who
 * is disabled or has not signed in for 30 days. That it was used is noted, to the minute.
 */
export async function findApiKey(database: Database, text: string): Promise<Person | ServiceKey | null> {
  if (!looksLikeApiKey(text)) return null;
  const now = new Date();
  const key = await database.apiKey.findUnique({
    where: { hash: apiKeyHash(text) },
    include: { user: { include: personNow(now) } },
  });
  if (!key || key.revokedAt !== null || key.expiresAt <= now) return null;
  const { id, name, auditor, decides } = key;
  const role = KeyRole.parse(key.role);
  let actor: Person | ServiceKey = { kind: "api-key", id, name, role, auditor };
  if (key.user) {
    const person = toPerson(key.user);
    const signedInAt = key.user.lastSeenAt?.getTime() ?? 0;
    if (signedInAt < now.getTime() - freshSignInMs || (await isDisabled(database, person))) return null;
    actor = {
      ...person,
      role: weakerRole(role, person.role),
      auditor: auditor && person.auditor,
      apiKey: { id, name, decides },
    };
  }
  await database.apiKey.updateMany({
    where: { id, OR: [{ lastUsedAt: null }, { lastUsedAt: { lt: new Date(now.getTime() - minuteMs) } }] },
    data: { lastUsedAt: now },
  });
  return actor;
}

async function isDisabled(database: Database, { subject }: Person): Promise<boolean> {
  return (await database.disabledIdentity.count({ where: { identity: `person:${subject}` } })) > 0;
}
