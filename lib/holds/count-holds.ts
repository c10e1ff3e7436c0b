import { requireReader } from "#lib/core/require-reader.ts";
import { databaseNow } from "#lib/database/database-now.ts";
import type { ServiceContext } from "#lib/core/context.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { awaitingReview, decidableBy, visibleTo } from "./internal.ts";
import type { HoldCounts } from "./schemas.ts";

/** How many holds wait for the person asking, how many of all they may see, and how many for a review. Throws `forbidden`. */
export async function countHolds(context: ServiceContext): Promise<HoldCounts> {
  requirePermission(context, "holds.read");
  const person = requireReader(context);
  const pending = { state: "pending", expiresAt: { gt: await databaseNow(context.database) } };
  const [mine, all, review] = await Promise.all([
    context.database.hold.count({ where: { AND: [pending, decidableBy(person)] } }),
    context.database.hold.count({ where: { AND: [pending, visibleTo(person)] } }),
    context.database.hold.count({ where: { AND: [awaitingReview, visibleTo(person)] } }),
  ]);
  return { mine, pending: all, review };
}
