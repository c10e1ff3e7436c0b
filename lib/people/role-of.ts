import type { Role } from "#lib/core/context.ts";
import type { RoleGroups } from "./schemas.ts";

/** The role, and the auditor add-on, that a person's groups give; the strongest role counts, no group is a power user. */
export function roleOf(groups: readonly string[], roleGroups: RoleGroups): { role: Role; auditor: boolean } {
  const isIn = (names: readonly string[]) => names.some((name) => groups.includes(name));
  return {
    role: isIn(roleGroups.owner) ? "owner" : isIn(roleGroups.admin) ? "admin" : "power_user",
    auditor: isIn(roleGroups.auditor),
  };
}
