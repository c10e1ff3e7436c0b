import type { Actor } from "#lib/core/context.ts";
import { isAtMost } from "#lib/people/role-strength.ts";
import type { Rights } from "#lib/people/shapes.ts";

/** Whether a key of these rights would be no stronger than the one who makes it. */
export function isWithin(actor: Actor, key: Rights): boolean {
  // Holdpoint's own processes read no payloads, so they hand out no auditors.
  if (actor.kind === "system") return !key.auditor;
  return isAtMost(key.role, actor.role) && (actor.auditor || !key.auditor);
}
