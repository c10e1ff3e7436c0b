import { requireReader } from "#lib/core/require-reader.ts";
import { databaseNow } from "#lib/database/database-now.ts";
import type { Person, ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { pinnable } from "#lib/grants/pinned-values.ts";
import type { Hold } from "#prisma-client";
import { can, requirePermission } from "#lib/core/permissions.ts";
import { diffRequests } from "./diff-requests.ts";
import { editableValue, openEdit, withValue } from "./edited-request.ts";
import { mayBreakGlass, mayDecide, openRequest, termsOf, toListItem, visibleTo } from "./internal.ts";
import type { HeldRequest, HoldDetail } from "./schemas.ts";

// Events are stamped by the process that writes them, holds by the database.
const clockSkewMs = 60_000;
const mostNames = 50;

/**
 * One hold, with what would run opened for the people who decide it and for the one who asked. Throws `not_found` for a
 * hold that is not there or not theirs to see; the two look the same.
 */
export async function readHold(context: ServiceContext, holdId: string): Promise<HoldDetail> {
  requirePermission(context, "holds.read");
  const person = requireReader(context);
  const hold = await context.database.hold.findFirst({
    where: { AND: [{ id: holdId }, visibleTo(person)] },
    include: {
      approvals: { orderBy: { createdAt: "asc" } },
      comments: {
        orderBy: [{ createdAt: "asc" }, { id: "asc" }],
        select: { id: true, userName: true, text: true, createdAt: true },
      },
    },
  });
  if (!hold) throw new AppError("not_found", "There is no such call, or it is not yours to see.");
  const now = await databaseNow(context.database);
  const request = openRequest(context, person, hold);
  const may = mayDecide(person, hold, now);
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
    request,
    changes: request && changesOf(context, hold, request),
    mayDecide: may,
    editable: may.allowed && request !== null ? editableText(hold, request) : null,
    reasonOptional: termsOf(hold).reasonOptional === true,
    mayWithdraw: hold.userId === person.subject && ["pending", "approved"].includes(hold.state) && hold.expiresAt > now,
    mayBreakGlass: hold.state === "pending" && hold.expiresAt > now && mayBreakGlass(person, hold),
    grants: request === null ? null : offeredGrants(hold, request),
    comments: hold.comments,
    mayComment: can(person, "holds.decide") && request !== null,
    approverPeople: await namesOf(context, hold.approverPeople),
    escalatesAt: hold.escalatesAt,
    escalationGroups: hold.escalatesAt === null ? [] : (termsOf(hold).escalation?.groups ?? []),
    brokeGlass: hold.brokeGlass
      ? {
          mayReview: mayReview(person, hold),
          reviewedByName: hold.reviewedByName,
          note: hold.reviewNote,
        }
      : null,
    eventId: can(person, "audit.read-all") || hold.userId === person.subject ? await newestEvent(context, hold) : null,
  };
}

/** What an approval may be widened to, if the rules let it be, and arguments that can be kept the same. */
function offeredGrants(hold: Hold, request: HeldRequest): HoldDetail["grants"] {
  const { grants } = termsOf(hold);
  if (grants === null || hold.requirement === null) return null;
  const choices = Object.keys(pinnable(request)).filter((name) => !grants.pinned.includes(name));
  return { maxS: grants.maxS, always: grants.pinned, choices: choices.slice(0, 50) };
}

/** What an approver has changed; null where nobody has. */
function changesOf({ sealer }: ServiceContext, hold: Hold, request: HeldRequest): HoldDetail["changes"] {
  if (hold.editedSealed === null) return null;
  return diffRequests(request, withValue(request, openEdit(sealer, hold.editedSealed))).changes;
}

function editableText(hold: Hold, request: HeldRequest): string | null {
  const value = termsOf(hold).edit === true ? editableValue(request) : undefined;
  return value === undefined ? null : JSON.stringify(value, null, 2);
}

async function namesOf({ database }: ServiceContext, subjects: string[]): Promise<string[]> {
  if (subjects.length === 0) return [];
  const people = await database.user.findMany({
    where: { OR: [{ subject: { in: subjects } }, { id: { in: subjects } }] },
    select: { email: true },
    orderBy: { email: "asc" },
    take: mostNames,
  });
  return people.map(({ email }) => email);
}

function mayReview(person: Person, hold: Hold & { approvals: { userId: string }[] }): boolean {
  if (hold.reviewedAt !== null || hold.userId === person.subject) return false;
  if (hold.approvals.at(-1)?.userId === person.subject) return false;
  return can(person, "audit.read-all") || hold.approverGroups.some((group) => person.groups.includes(group));
}

async function newestEvent(context: ServiceContext, hold: Hold): Promise<string | null> {
  const event = await context.database.auditEvent.findFirst({
    where: { callId: hold.callId, at: { gte: new Date(hold.createdAt.getTime() - clockSkewMs) } },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    select: { id: true },
  });
  return event?.id ?? null;
}
