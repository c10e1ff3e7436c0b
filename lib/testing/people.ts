import type { Person, Role, ServiceContext } from "#lib/core/context.ts";
import { newId } from "#lib/core/ids.ts";
import type { TestDatabase } from "./database.ts";

/** A signed-in person of `role`; give `auditor` or `groups` where the test is about them. */
export function makePerson(role: Role, given: Partial<Omit<Person, "kind" | "role">> = {}): Person {
  const id = newId("usr");
  return {
    kind: "person",
    id,
    subject: `subject-${id}`,
    email: `${id}@example.com`,
    name: id,
    role,
    auditor: false,
    groups: [],
    ...given,
  };
}

/** Stores a person as their sign-in would have; returns them. */
export async function signInPerson({ database }: Pick<TestDatabase, "database">, person: Person): Promise<Person> {
  const { id, subject, email, role, auditor, groups } = person;
  const given = { groupRole: role, groupAuditor: auditor, issuer: "https://idp", lastSeenAt: new Date() };
  await database.user.create({ data: { id, subject, email, role, auditor, groups, ...given } });
  return person;
}

/** What a verb gets when `actor` calls it from 203.0.113.7. */
export function contextOf(database: TestDatabase, actor: ServiceContext["actor"]): ServiceContext {
  return { actor, database: database.database, sealer: database.sealer, clientIp: "203.0.113.7" };
}
