import type { Prisma } from "#prisma-client";
import type { Person, ServiceContext } from "#lib/core/context.ts";
import { can, requirePermission } from "#lib/core/permissions.ts";
import { requireReader } from "#lib/core/require-reader.ts";
import { databaseNow } from "#lib/database/database-now.ts";
import { mayRevoke } from "./may-revoke.ts";
import { Pins, type GrantItem } from "./schemas.ts";

const pageSize = 200;

/**
 * Grants, those in force first, then the newest: all of them with audit.read-all, else those that the person gave, may
 * revoke as an approver, or that let their own calls through. Throws `forbidden`.
 */
export async function listGrants(context: ServiceContext): Promise<GrantItem[]> {
  requirePermission(context, "holds.read");
  const person = requireReader(context);
  const now = await databaseNow(context.database);
  const rows = await context.database.standingGrant.findMany({
    where: visibleTo(person),
    include: { hold: { select: { approverGroups: true, userId: true } } },
    orderBy: [{ createdAt: "desc" }, { id: "asc" }],
    take: pageSize,
  });
  const items = rows.map(({ hold, pins, ...row }): GrantItem => {
    const state = row.revokedAt !== null ? "revoked" : row.expiresAt <= now ? "ended" : "active";
    return {
      id: row.id,
      holdId: row.holdId,
      state,
      userName: row.userName,
      agent: row.agent,
      connection: row.connection,
      operation: row.operation,
      tool: row.tool,
      rule: row.rule,
      pins: Pins.parse(pins),
      grantedByName: row.grantedByName,
      reason: row.reason,
      createdAt: row.createdAt,
      expiresAt: row.expiresAt,
      uses: row.uses,
      lastUsedAt: row.lastUsedAt,
      revokedByName: row.revokedByName,
      mayRevoke: state === "active" && mayRevoke(person, hold),
    };
  });
  return [...items.filter(({ state }) => state === "active"), ...items.filter(({ state }) => state !== "active")];
}

function visibleTo(person: Person): Prisma.StandingGrantWhereInput {
  if (can(person, "audit.read-all")) return {};
  return {
    OR: [
      { grantedById: person.subject },
      { hold: { OR: [{ approverGroups: { hasSome: person.groups } }, { userId: person.subject }] } },
    ],
  };
}
