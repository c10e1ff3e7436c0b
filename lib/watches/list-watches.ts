import type { ServiceContext } from "#lib/core/context.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { WatchCondition, type WatchSummary } from "./schemas.ts";

const countedMs = 30 * 86_400_000;

/** Every watch, the firing ones first, then by name. Throws `forbidden`. */
export async function listWatches(context: ServiceContext): Promise<WatchSummary[]> {
  requirePermission(context, "watches.read");
  const rows = await context.database.watch.findMany({
    include: {
      firings: { orderBy: { firedAt: "desc" }, take: 1 },
      _count: { select: { firings: { where: { firedAt: { gt: new Date(Date.now() - countedMs) } } } } },
    },
    orderBy: [{ name: "asc" }, { id: "asc" }],
  });
  const watches = rows.map((row): WatchSummary => {
    const [last] = row.firings;
    return {
      id: row.id,
      name: row.name,
      query: row.query,
      condition: WatchCondition.parse(row.condition),
      channelIds: row.channelIds,
      enabled: row.enabled,
      readyMade: row.readyMade !== null,
      createdByName: row.createdByName,
      createdAt: row.createdAt,
      evaluatedTo: row.evaluatedTo,
      firingSince: row.firingId !== null && last ? last.firedAt : null,
      firings: row._count.firings,
      lastFiredAt: last?.firedAt ?? null,
      lastError: row.lastError,
    };
  });
  return watches.toSorted((a, b) => Number(b.firingSince !== null) - Number(a.firingSince !== null));
}
