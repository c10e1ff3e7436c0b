import type { User } from "#prisma-client";
import type { Person, Role } from "#lib/core/context.ts";

/** A stored role; the table's check constraint allows no other. */
export function toRole(role: string): Role {
  return role === "owner" || role === "admin" ? role : "power_user";
}

export function toPerson(user: User): Person {
  return {
    kind: "person",
    id: user.id,
    subject: user.subject ?? user.id,
    email: user.email,
    name: user.name ?? user.email,
    role: toRole(user.role),
    auditor: user.auditor,
    groups: user.groups,
  };
}
