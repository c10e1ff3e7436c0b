import type { Actor } from "#lib/core/context.ts";
import { can } from "#lib/core/permissions.ts";

/** Whether somebody, as they are now, may have an export; nobody may not. */
export function mayExport(actor: Actor | null, { content }: { content: boolean }): boolean {
  return actor !== null && can(actor, "audit.export") && (!content || can(actor, "payloads.read"));
}
