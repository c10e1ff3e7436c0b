import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { nameActor } from "#lib/core/name-actor.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { SaveDraft, type PolicyDraft } from "./schemas.ts";

/**
 * Saves the shared draft, whatever state its text is in, as the next revision. Throws `conflict` where somebody else saved
 * or discarded it since `revision`; nothing is overwritten then.
 */
export async function saveDraft(context: ServiceContext, input: z.input<typeof SaveDraft>): Promise<PolicyDraft> {
  requirePermission(context, "policies.write");
  const { revision, baseVersion, source } = parseInput(SaveDraft, input);
  const { name } = nameActor(context.actor);
  return withTransaction(context, async (transaction) => {
    // Revisions come from a sequence: a page left open on an earlier draft cannot mistake this one for it.
    const rows =
      revision === 0
        ? await transaction.$queryRaw<PolicyDraft[]>`
            insert into policy_draft (id, base_version, source, author_name)
            values (1, ${baseVersion}, ${source}, ${name})
            on conflict do nothing
            returning revision, base_version as "baseVersion", source, author_name as "authorName", saved_at as "savedAt"`
        : await transaction.$queryRaw<PolicyDraft[]>`
            update policy_draft
            set revision = default, base_version = ${baseVersion}, source = ${source}, author_name = ${name},
              saved_at = now()
            where revision = ${revision}
            returning revision, base_version as "baseVersion", source, author_name as "authorName", saved_at as "savedAt"`;
    const [saved] = rows;
    if (!saved) {
      const other = await transaction.policyDraft.findUnique({ where: { id: 1 }, select: { authorName: true } });
      throw new AppError("conflict", staleMessage(other?.authorName));
    }
    await recordEvent(transaction, context, {
      type: "policy.draft-saved",
      status: "ok",
      attrs: { revision: saved.revision, baseVersion, characters: source.length },
    });
    return saved;
  });
}

function staleMessage(author: string | undefined): string {
  return author === undefined
    ? "The draft was published or discarded meanwhile. Keep a copy of your text, reload the page and begin again."
    : `${author} has saved the draft meanwhile. Keep a copy of your text, reload the draft and make your change on it.`;
}
