import type { ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { diffRules, type RulesDiff } from "./diff-rules.ts";
import { Confirmation, PolicyDocument, type PolicyVersionSummary } from "./schemas.ts";
import { writeSource } from "./write-source.ts";

export type PolicyVersionDetails = PolicyVersionSummary & {
  document: PolicyDocument;
  /** As it was written, or the document as YAML. */
  source: string;
  /** What this version changed in the one before it; null where nothing but comments. */
  diff: RulesDiff | null;
};

/** One published version. Throws `not_found`; version 0 is the policy without rules that all begin with. */
export async function readPolicyVersion(
  context: ServiceContext,
  input: { version: number },
): Promise<PolicyVersionDetails> {
  requirePermission(context, "policies.read");
  const { version } = input;
  const rows = await context.database.policyVersion.findMany({
    where: { version: { in: [version, version - 1] } },
    orderBy: { version: "desc" },
  });
  const row = rows.find((found) => found.version === version);
  if (!row) throw new AppError("not_found", `There is no version ${version} of the policy.`);
  const document = PolicyDocument.parse(row.document);
  const before = rows.find((found) => found.version === version - 1);
  return {
    version,
    authorName: row.authorName,
    reason: row.reason,
    createdAt: row.createdAt,
    confirmed: Confirmation.nullable().parse(row.confirmed),
    document,
    source: row.source ?? writeSource(document),
    diff: diffRules(before ? PolicyDocument.parse(before.document) : { rules: [] }, document),
  };
}
