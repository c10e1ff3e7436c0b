import type { ServiceContext } from "#lib/core/context.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { notAStep } from "#lib/ledger/not-a-step.ts";
import type { GatewayKeySummary } from "./schemas.ts";

const limit = 200;

/** The newest 200 keys, newest first, with when their agent was last seen. */
export async function listGatewayKeys(context: ServiceContext): Promise<GatewayKeySummary[]> {
  requirePermission(context, "gateway-keys.read");
  const rows = await context.database.gatewayKey.findMany({
    omit: { hash: true },
    include: { user: { select: { email: true } } },
    orderBy: { id: "desc" },
    take: limit,
  });
  const lastSeen = await readLastSeen(context, [...new Set(rows.map((row) => row.agent))]);
  const now = new Date();
  return rows.map((row) => ({
    id: row.id,
    agent: row.agent,
    hint: row.hint,
    groups: row.groups,
    connections: row.connections,
    actsFor: row.user?.email ?? null,
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    revokedAt: row.revokedAt,
    lastSeenAt: lastSeen.get(row.agent) ?? null,
    state: row.revokedAt ? "revoked" : row.expiresAt && row.expiresAt <= now ? "expired" : "live",
  }));
}

/** One look at the end of the agent index a name: cheap at any size of the ledger. */
async function readLastSeen(context: ServiceContext, agents: string[]): Promise<Map<string, Date>> {
  const rows = await context.database.$queryRaw<{ agent: string; at: Date }[]>`
    select named.agent, newest.at from unnest(${agents}::text[]) as named(agent)
    cross join lateral (
      select at from audit_event where audit_event.agent = named.agent and ${notAStep} order by at desc limit 1
    ) as newest`;
  return new Map(rows.map((row) => [row.agent, row.at]));
}
