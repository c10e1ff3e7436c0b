import type { ServiceContext } from "#lib/core/context.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { Confirmation, type PolicyVersionSummary } from "./schemas.ts";

const limit = 50;

/** The newest 50 versions, newest first: who published them, when and why. */
export async function listPolicyVersions(context: ServiceContext): Promise<PolicyVersionSummary[]> {
  requirePermission(context, "policies.read");
  const rows = await context.database.policyVersion.findMany({
    select: { version: true, authorName: true, reason: true, createdAt: true, confirmed: true },
    orderBy: { version: "desc" },
    take: limit,
  });
  return rows.map((row) => ({ ...row, confirmed: Confirmation.nullable().parse(row.confirmed) }));
}
