import type { Actor, Role } from "#lib/core/context.ts";

const strength: Record<Role, number> = { owner: 2, admin: 1, power_user: 0 };

export function weakerRole(one: Role, other: Role): Role {
  return strength[one] <= strength[other] ? one : other;
}

/** Whether a key of this role would be no stronger than the one who makes it. */
export function isWithin(actor: Actor, key: { role: Role; auditor: boolean }): boolean {
  // Holdpoint's own processes read no payloads, so they hand out no auditors.
  if (actor.kind === "system") return !key.auditor;
  return strength[key.role] <= strength[actor.role] && (actor.auditor || !key.auditor);
}
