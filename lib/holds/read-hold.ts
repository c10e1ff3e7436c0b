import type { ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Hold } from "#prisma-client";
import { can, requirePermission } from "#lib/core/permissions.ts";
import { databaseNow, mayDecide, openRequest, requirePerson, toListItem, visibleTo } from "./internal.ts";
import type { HoldDetail } from "./schemas.ts";

// Events are stamped by the process that writes them, holds by the database.
const clockSkewMs = 60_000;

/**
 * One hold, with what would run opened for the people who decide it and for the one who asked. Throws `not_found` for a
 * hold that is not there or not theirs to see; the two look the same.
 */
export async function readHold(context: ServiceContext, holdId: string): Promise<HoldDetail> {
  requirePermission(context, "holds.read");
  const person = requirePerson(context);
  const hold = await context.database.hold.findFirst({
    where: { AND: [{ id: holdId }, visibleTo(person)] },
    include: { approvals: { take: 1 } },
  });
  if (!hold) throw new AppError("not_found", "There is no such call, or it is not yours to see.");
  return {
    ...toListItem(hold),
    callId: hold.callId,
    clientIp: hold.clientIp,
    message: hold.message,
    policyVersion: hold.policyVersion,
    approverGroups: hold.approverGroups,
    requestDigest: hold.requestDigest,
    dispatchedAt: hold.dispatchedAt,
    finishedAt: hold.finishedAt,
    request: openRequest(context, person, hold),
    mayDecide: mayDecide(person, hold, await databaseNow(context.database)),
    eventId: can(person, "audit.read-all") || hold.userId === person.subject ? await newestEvent(context, hold) : null,
  };
}

async function newestEvent(context: ServiceContext, hold: Hold): Promise<string | null> {
  const event = await context.database.auditEvent.findFirst({
    where: { callId: hold.callId, at: { gte: new Date(hold.createdAt.getTime() - clockSkewMs) } },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    select: { id: true },
  });
  return event?.id ?? null;
}
