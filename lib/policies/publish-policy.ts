import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { requireDocument } from "./check-document.ts";
import { insertVersion } from "./internal.ts";
import { PublishPolicy } from "./schemas.ts";

/**
 * Publishes a whole policy as the next version; it is in force in every gateway within a second. Throws `conflict` if
 * another version was published since `baseVersion` or the draft was saved since `draftRevision`; `invalid` if nothing
 * would change, a rule cannot be used, a test fails, or what the policy does has to be confirmed.
 */
export async function publishPolicy(
  context: ServiceContext,
  input: z.input<typeof PublishPolicy>,
): Promise<{ version: number }> {
  requirePermission(context, "policies.write");
  const { baseVersion, source, reason, confirm = null, draftRevision, ...given } = parseInput(PublishPolicy, input);
  const document = requireDocument({ source, ...given });
  return withTransaction(context, async (transaction) => {
    if (draftRevision !== undefined) {
      const { count } = await transaction.policyDraft.deleteMany({ where: { revision: draftRevision } });
      if (count === 0) {
        throw new AppError(
          "conflict",
          "The draft was changed meanwhile. Reload it, look at the change and publish again.",
        );
      }
    }
    return insertVersion(transaction, context, { baseVersion, document, source: source ?? null, reason, confirm });
  });
}
