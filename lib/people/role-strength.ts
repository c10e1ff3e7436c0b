import { RoleName } from "./schemas.ts";
import type { Rights } from "./shapes.ts";

export function isAtMost(role: RoleName, most: RoleName): boolean {
  return RoleName.options.indexOf(role) >= RoleName.options.indexOf(most);
}

export function weakerRole(one: RoleName, other: RoleName): RoleName {
  return isAtMost(one, other) ? one : other;
}

/** What a person may who has both: the stronger role, and the add-on of either. */
export function joinRights(one: Rights, other: Rights): Rights {
  return {
    role: isAtMost(one.role, other.role) ? other.role : one.role,
    auditor: one.auditor || other.auditor,
  };
}
