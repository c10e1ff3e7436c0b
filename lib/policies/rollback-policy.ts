import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { requireDocument } from "./check-document.ts";
import { insertVersion } from "./internal.ts";
import { RollbackPolicy } from "./schemas.ts";

/**
 * Publishes the document of an earlier version again, as a new version. Throws as `publishPolicy` does, and `not_found`
 * where there is no such version.
 */
export async function rollbackPolicy(
  context: ServiceContext,
  input: z.input<typeof RollbackPolicy>,
): Promise<{ version: number }> {
  requirePermission(context, "policies.write");
  const { version, baseVersion, reason, confirm = null } = parseInput(RollbackPolicy, input);
  return withTransaction(context, async (transaction) => {
    const row = await transaction.policyVersion.findUnique({ where: { version } });
    if (!row) throw new AppError("not_found", `There is no version ${version} of the policy.`);
    const document = requireDocument({ document: row.document });
    const attrs = { rolledBackTo: version };
    return insertVersion(transaction, context, { baseVersion, document, source: row.source, reason, confirm, attrs });
  });
}
