import type { z } from "zod";
import type { ServiceContext } from "#lib/core/context.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import type { PolicyDraft } from "#lib/drafts/schemas.ts";
import { saveDraft } from "#lib/drafts/save-draft.ts";
import { editSource } from "./edit-source.ts";
import { requireEdited } from "./internal.ts";
import { mergePack } from "./merge-pack.ts";
import { packs } from "./packs.ts";
import { ChangePack, type PackChange } from "./schemas.ts";

/**
 * Puts a pack's rules into the shared draft, or brings those there to its version and target; nothing is in force before
 * the draft is published. Throws `conflict` where somebody else saves the draft at the same time.
 */
export async function installPack(
  context: ServiceContext,
  input: z.input<typeof ChangePack>,
): Promise<{ draft: PolicyDraft; changes: PackChange[] }> {
  requirePermission(context, "policies.write");
  const { id, take, ...target } = parseInput(ChangePack, input);
  const { document, source, revision, baseVersion } = await requireEdited(context);
  const merged = mergePack(document, packs[id], target, take);
  const draft = await saveDraft(context, {
    revision,
    baseVersion,
    source: editSource(source, document, merged.document),
  });
  return { draft, changes: merged.changes };
}
