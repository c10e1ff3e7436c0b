import type { ServiceContext } from "#lib/core/context.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { readEdited } from "./internal.ts";
import { packs } from "./packs.ts";
import type { PackSummary } from "./schemas.ts";
import { summarizePack } from "./summarize-pack.ts";

/** The packs that come with Holdpoint, and what of each is in the policy. */
export async function listPacks(context: ServiceContext): Promise<PackSummary[]> {
  requirePermission(context, "policies.read");
  const { document } = await readEdited(context);
  return Object.values(packs).map((pack) => summarizePack(pack, document));
}
