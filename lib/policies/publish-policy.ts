import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { nameActor } from "#lib/core/name-actor.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { compileSnapshot } from "#lib/snapshot/compile-snapshot.ts";
import { checkRules } from "./check-rules.ts";
import { diffRules } from "./diff-rules.ts";
import { PublishPolicy } from "./schemas.ts";
import { readDocumentInForce } from "./internal.ts";

/**
 * Publishes a whole policy document as the next version; it is in force in every gateway within a second.
 * Throws `conflict` if another version was published since `baseVersion`, `invalid` if nothing would change
 * or a rule cannot be used.
 */
export async function publishPolicy(
  context: ServiceContext,
  input: z.input<typeof PublishPolicy>,
): Promise<{ version: number }> {
  requirePermission(context, "policies.write");
  const { baseVersion, document, reason } = parseInput(PublishPolicy, input);
  checkRules(document);
  const author = nameActor(context.actor);
  const version = baseVersion + 1;
  return withTransaction(context, async (transaction) => {
    const before = await readDocumentInForce(transaction);
    const inserted = await transaction.$executeRaw`
      insert into policy_version (version, document, author_id, author_name, reason)
      select ${version}, ${JSON.stringify(document)}::jsonb, ${author.id}, ${author.name}, ${reason}
      where (select coalesce(max(version), 0) from policy_version) = ${baseVersion}
      on conflict do nothing`;
    if (inserted === 0) throw new AppError("conflict", staleMessage(baseVersion));
    const rules = diffRules(before, document);
    if (!rules)
      throw new AppError("invalid", "Nothing differs from the version in force, so there is nothing to publish.");
    await compileSnapshot(transaction);
    await recordEvent(transaction, context, {
      type: "policy.published",
      status: "ok",
      policyVersion: version,
      reason,
      attrs: { rules },
    });
    return { version };
  });
}

function staleMessage(baseVersion: number): string {
  return `Version ${baseVersion} is no longer the one in force: somebody else has published meanwhile. Reload the page and make your change on the newest version.`;
}
