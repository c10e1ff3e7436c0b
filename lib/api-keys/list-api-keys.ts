import type { ServiceContext } from "#lib/core/context.ts";
import { can, requirePermission } from "#lib/core/permissions.ts";
import { KeyRole, type ApiKeySummary } from "./schemas.ts";

const limit = 200;

/** The newest 200 API keys, newest first: everybody's where the actor may see them, else their own. */
export async function listApiKeys(context: ServiceContext): Promise<ApiKeySummary[]> {
  const { actor } = context;
  if (!can(actor, "api-keys.read")) requirePermission(context, "api-keys.own");
  const ownId = actor.kind === "person" ? actor.id : null;
  const rows = await context.database.apiKey.findMany({
    ...(!can(actor, "api-keys.read") && { where: { userId: ownId ?? "" } }),
    omit: { hash: true },
    include: { user: { select: { email: true } } },
    orderBy: { id: "desc" },
    take: limit,
  });
  const now = new Date();
  return rows.map(({ userId, user, createdByName, createdById: _createdById, ...row }) => ({
    ...row,
    role: KeyRole.parse(row.role),
    actsFor: user?.email ?? null,
    createdBy: createdByName,
    state: row.revokedAt ? "revoked" : row.expiresAt <= now ? "expired" : "live",
    isOwn: userId !== null && userId === ownId,
  }));
}
