import type { ServiceContext } from "#lib/core/context.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import type { LinkedSlackUser } from "./schemas.ts";

/** The Slack users who decide as the person asking. Throws `forbidden`. */
export async function listSlackUsers(context: ServiceContext): Promise<LinkedSlackUser[]> {
  requirePermission(context, "notifications.own");
  const { actor } = context;
  if (actor.kind !== "person") return [];
  return context.database.slackIdentity.findMany({
    where: { userId: actor.id },
    select: { teamId: true, slackUserId: true, slackName: true, createdAt: true },
    orderBy: { createdAt: "asc" },
  });
}
