import type { ServiceContext } from "#lib/core/context.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { PolicyDocument } from "./schemas.ts";
import { writeSource } from "./write-source.ts";

export type PolicyInForce = {
  version: number;
  document: PolicyDocument;
  /** As it was written, or the document as YAML. */
  source: string;
  publishedAt: Date | null;
};

/** The policy in force; version 0 and no rules (every call is denied) where none was published. */
export async function readPolicy(context: ServiceContext): Promise<PolicyInForce> {
  requirePermission(context, "policies.read");
  const row = await context.database.policyVersion.findFirst({ orderBy: { version: "desc" } });
  const document = row ? PolicyDocument.parse(row.document) : { rules: [] };
  return {
    version: row?.version ?? 0,
    document,
    source: row?.source ?? writeSource(document),
    publishedAt: row?.createdAt ?? null,
  };
}
