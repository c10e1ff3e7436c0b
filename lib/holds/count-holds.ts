import { requirePerson } from "#lib/core/require-person.ts";
import { databaseNow } from "#lib/database/database-now.ts";
import type { ServiceContext } from "#lib/core/context.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { decidableBy, visibleTo } from "./internal.ts";

/** How many holds wait: for the person asking, and of all they may see. Throws `forbidden`. */
export async function countHolds(context: ServiceContext): Promise<{ mine: number; pending: number }> {
  requirePermission(context, "holds.read");
  const person = requirePerson(context);
  const pending = { state: "pending", expiresAt: { gt: await databaseNow(context.database) } };
  const [mine, all] = await Promise.all([
    context.database.hold.count({ where: { AND: [pending, decidableBy(person)] } }),
    context.database.hold.count({ where: { AND: [pending, visibleTo(person)] } }),
  ]);
  return { mine, pending: all };
}
