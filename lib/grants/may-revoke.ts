import type { Person } from "#lib/core/context.ts";
import { can } from "#lib/core/permissions.ts";

/** Whoever could have given a grant takes it back, the one whose calls it lets through, and whoever changes policies. */
export function mayRevoke(person: Person, hold: { approverGroups: readonly string[]; userId: string | null }): boolean {
  const approver = hold.approverGroups.some((group) => person.groups.includes(group));
  return approver || hold.userId === person.subject || can(person, "policies.write");
}
