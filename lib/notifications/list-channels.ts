import type { ServiceContext } from "#lib/core/context.ts";
import { can, requirePermission } from "#lib/core/permissions.ts";
import { toSummary } from "./internal.ts";
import type { ChannelSummary } from "./schemas.ts";

/** One's own channels, and the shared ones for those who may see them; by name. Throws `forbidden`. */
export async function listChannels(context: ServiceContext): Promise<ChannelSummary[]> {
  requirePermission(context, "notifications.own");
  const { actor } = context;
  const own = actor.kind === "person" ? [{ userId: actor.id }] : [];
  const channels = await context.database.notificationChannel.findMany({
    where: { OR: [...own, ...(can(actor, "notifications.read") ? [{ userId: null }] : [])] },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: 500,
  });
  return channels.map(toSummary);
}
