import type { Person, ServiceContext } from "./context.ts";
import { can } from "./permissions.ts";
import { requirePerson } from "./require-person.ts";

/**
 * Who reads holds and grants: a person, or a program that may see everybody's activity, as somebody who is in no group,
 * asked for nothing and decides nothing. Throws `forbidden`.
 */
export function requireReader(context: Pick<ServiceContext, "actor">): Person {
  const { actor } = context;
  if (actor.kind !== "api-key" || !can(actor, "audit.read-all")) return requirePerson(context);
  const { id, name, role, auditor } = actor;
  const nobody = { subject: id, email: `api-key:${name}`, groups: [] };
  return { kind: "person", id, name, role, auditor, ...nobody, apiKey: { id, name, decides: false } };
}
