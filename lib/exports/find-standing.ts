import type { Actor, Person, ServiceKey } from "#lib/core/context.ts";
import type { Database } from "#lib/database/prisma.ts";
import { toPerson } from "#lib/people/to-person.ts";
import { KeyRole } from "#lib/api-keys/schemas.ts";

/** The actor as they are now; null where they are no longer anybody. */
export async function findStanding(database: Database, actor: Actor): Promise<Actor | null> {
  if (actor.kind === "system") return actor;
  const now = await findOwner(database, actor.id);
  if (actor.kind !== "person" || !actor.apiKey) return now;
  // A key of their own lends a person's rights as long as it lives.
  return (
    (await findServiceKey(database, actor.apiKey.id)) &&
    now && { ...actor, role: now.role, auditor: actor.auditor && now.auditor }
  );
}

/** The person or program with this id, with the rights they have now; null where it is no longer there. */
export async function findOwner(database: Database, id: string): Promise<Person | ServiceKey | null> {
  if (id.startsWith("apk_")) return findServiceKey(database, id);
  const user = await database.user.findUnique({ where: { id } });
  if (!user) return null;
  const person = toPerson(user);
  const disabled = await database.disabledIdentity.count({ where: { identity: `person:${person.subject}` } });
  return disabled > 0 ? null : person;
}

async function findServiceKey(database: Database, id: string): Promise<ServiceKey | null> {
  const key = await database.apiKey.findUnique({ where: { id } });
  if (!key || key.revokedAt !== null || key.expiresAt <= new Date()) return null;
  return { kind: "api-key", id, name: key.name, role: KeyRole.parse(key.role), auditor: key.auditor };
}
