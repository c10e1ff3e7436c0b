import type { ServiceContext } from "#lib/core/context.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { PolicyDocument } from "./schemas.ts";

/** The policy in force; version 0 and no rules (every call is denied) where none was published. */
export async function readPolicy(
  context: ServiceContext,
): Promise<{ version: number; document: PolicyDocument; publishedAt: Date | null }> {
  requirePermission(context, "policies.read");
  const row = await context.database.policyVersion.findFirst({ orderBy: { version: "desc" } });
  if (!row) return { version: 0, document: { rules: [] }, publishedAt: null };
  return { version: row.version, document: PolicyDocument.parse(row.document), publishedAt: row.createdAt };
}
