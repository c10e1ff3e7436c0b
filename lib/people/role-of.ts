import { RoleName, type RoleGroups } from "./schemas.ts";
import type { Rights } from "./shapes.ts";

/** The role, and the auditor add-on, that a person's groups give; the strongest role counts, no group is a power user. */
export function roleOf(groups: readonly string[], roleGroups: RoleGroups): Rights {
  const isIn = (names: readonly string[]) => names.some((name) => groups.includes(name));
  const role = RoleName.exclude(["power_user"]).options.find((name) => isIn(roleGroups[name])) ?? "power_user";
  return { role, auditor: isIn(roleGroups.auditor) };
}
