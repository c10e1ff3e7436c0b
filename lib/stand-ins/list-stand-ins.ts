import type { ServiceContext } from "#lib/core/context.ts";
import { can, requirePermission } from "#lib/core/permissions.ts";
import { requirePerson } from "#lib/core/require-person.ts";
import { databaseNow } from "#lib/database/database-now.ts";
import type { StandInSummary } from "./schemas.ts";

/** Who stands in for whom now or will, as far as it concerns the person asking; everybody's for those who see people. */
export async function listStandIns(context: ServiceContext): Promise<StandInSummary[]> {
  requirePermission(context, "notifications.own");
  const person = requirePerson(context);
  const now = await databaseNow(context.database);
  const concerned = { OR: [{ userId: person.id }, { standInId: person.id }] };
  const standIns = await context.database.standIn.findMany({
    where: { AND: [{ endedAt: null, endsAt: { gt: now } }, can(person, "people.read") ? {} : concerned] },
    include: { user: true, standIn: true },
    orderBy: [{ startsAt: "asc" }, { id: "asc" }],
    take: 200,
  });
  return standIns.map(({ id, user, standIn, startsAt, endsAt, note }) => ({
    id,
    state: startsAt > now ? "planned" : "active",
    mine: user.id === person.id,
    absent: user.email,
    standIn: standIn.email,
    startsAt,
    endsAt,
    note,
    mayEnd: [user.id, standIn.id].includes(person.id) || can(person, "gateway-keys.write"),
  }));
}
