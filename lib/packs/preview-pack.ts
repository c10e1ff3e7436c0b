import type { z } from "zod";
import type { ServiceContext } from "#lib/core/context.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { requireEdited } from "./internal.ts";
import { mergePack } from "./merge-pack.ts";
import { packs } from "./packs.ts";
import { ChangePack, type PackChange } from "./schemas.ts";

/** What installing or updating a pack would do to each of its rules. Changes nothing. */
export async function previewPack(context: ServiceContext, input: z.input<typeof ChangePack>): Promise<PackChange[]> {
  requirePermission(context, "policies.write");
  const { id, take, ...target } = parseInput(ChangePack, input);
  const { document } = await requireEdited(context);
  return mergePack(document, packs[id], target, take).changes;
}
