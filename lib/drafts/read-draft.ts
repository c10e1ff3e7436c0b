import type { ServiceContext } from "#lib/core/context.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import type { PolicyDraft } from "./schemas.ts";

/** The shared draft of the policy; null where nobody has begun one. */
export async function readDraft(context: ServiceContext): Promise<PolicyDraft | null> {
  requirePermission(context, "policies.read");
  return context.database.policyDraft.findUnique({
    where: { id: 1 },
    select: { revision: true, baseVersion: true, source: true, authorName: true, savedAt: true },
  });
}
