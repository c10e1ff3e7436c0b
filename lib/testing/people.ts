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

/** What a verb gets when `actor` calls it from 203.0.113.7. */
export function contextOf(database: TestDatabase, actor: ServiceContext["actor"]): ServiceContext {
  return { actor, database: database.database, sealer: database.sealer, clientIp: "203.0.113.7" };
}
