import type { Actor } from "./context.ts";

/** Who acts, as rows and the ledger keep it: a person by id and e-mail, everything else by a name with a prefix. */
export function nameActor(actor: Actor): { id: string; name: string } {
  if (actor.kind === "person") return { id: actor.id, name: actor.email };
  if (actor.kind === "api-key") return { id: actor.id, name: `api-key:${actor.name}` };
  return { id: `holdpoint:${actor.name}`, name: `holdpoint:${actor.name}` };
}
