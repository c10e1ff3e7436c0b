import type { ServiceContext } from "#lib/core/context.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import type { IdentitySummary } from "./schemas.ts";

const lookedAt = 10_000;
const limit = 100;

type Seen = { identity: string; name: string; at: Date };

/** Who is disabled, then who called lately: the newest 10,000 events are looked at, so it costs the same at any size. */
export async function listIdentities(context: ServiceContext): Promise<IdentitySummary[]> {
  requirePermission(context, "gateway-keys.read");
  const disabled = await context.database.disabledIdentity.findMany({ orderBy: { createdAt: "desc" }, take: limit });
  const seen = await context.database.$queryRaw<Seen[]>`
    with newest as (
      select at, user_id, user_name, agent, type from audit_event order by at desc, id desc limit ${lookedAt}
    )
    select identity, max(name) as name, max(at) as at from (
      select 'person:' || user_id as identity, coalesce(user_name, user_id) as name, at from newest
      where type like 'call.%' and user_id is not null
      union all
      select 'agent:' || agent, agent, at from newest where type like 'call.%' and agent is not null
    ) as callers
    group by identity order by max(at) desc limit ${limit}`;
  const owners = await context.database.agentOwner.findMany({
    where: { agent: { in: [...seen, ...disabled].map(({ identity }) => identity.replace(/^agent:/, "")) } },
    select: { agent: true, user: { select: { email: true } } },
    orderBy: { user: { email: "asc" } },
  });
  const ownersOf = (identity: string): string[] =>
    owners.filter(({ agent }) => identity === `agent:${agent}`).map(({ user }) => user.email);
  const lastSeen = new Map(seen.map((row) => [row.identity, row]));
  const off = new Set(disabled.map(({ identity }) => identity));
  return [
    ...disabled.map(({ identity, reason, disabledByName, createdAt }) => ({
      ...summaryOf(identity, lastSeen.get(identity)),
      owners: ownersOf(identity),
      disabled: { reason, by: disabledByName, at: createdAt },
    })),
    ...seen
      .filter(({ identity }) => !off.has(identity))
      .map((row) => ({ ...summaryOf(row.identity, row), owners: ownersOf(row.identity), disabled: null })),
  ];
}

function summaryOf(identity: string, seen: Seen | undefined): Omit<IdentitySummary, "disabled" | "owners"> {
  const colon = identity.indexOf(":");
  return {
    identity,
    kind: identity.startsWith("person:") ? "person" : "agent",
    name: seen?.name ?? identity.slice(colon + 1),
    lastSeenAt: seen?.at ?? null,
  };
}
