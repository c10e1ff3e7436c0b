import type { Hold } from "#prisma-client";
import type { Person, ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { can, requirePermission } from "#lib/core/permissions.ts";
import { requirePerson } from "#lib/core/require-person.ts";
import { conditionValues } from "#lib/explanations/condition-values.ts";
import { conditionFacts } from "#lib/policies/condition-facts.ts";
import { PolicyDocument } from "#lib/policies/schemas.ts";
import { callOf } from "./call-of.ts";
import { diffRequests } from "./diff-requests.ts";
import { isApprover, mayBreakGlass, openRequest, termsOf, visibleTo } from "./internal.ts";
import type { HeldRequest, HoldBackground } from "./schemas.ts";

const hourMs = 3_600_000;
const shownKinds = 6;

/**
 * What helps to decide beyond the call itself: what the conditions of its rules saw, what is different from the last
 * approved call of this kind, and what its caller did in the hour before. Each part only for people who may know it; null
 * for the others. Throws `forbidden`, or `not_found`.
 */
export async function readHoldBackground(context: ServiceContext, holdId: string): Promise<HoldBackground> {
  requirePermission(context, "holds.read");
  const person = requirePerson(context);
  const hold = await context.database.hold.findFirst({ where: { AND: [{ id: holdId }, visibleTo(person)] } });
  if (!hold) throw new AppError("not_found", "There is no such call, or it is not yours to see.");
  const request = openRequest(context, person, hold);
  const decides = isApprover(person, hold) || mayBreakGlass(person, hold);
  const [conditions, before, lastHour] = await Promise.all([
    request && readConditions(context, hold, request),
    request && readBefore(context, person, hold, request),
    decides || can(person, "audit.read-all") ? readLastHour(context, hold) : null,
  ]);
  return { conditions: conditions ?? [], before, lastHour };
}

/** Conditions as they were when the call was held; only what they asked of the call's own words is still known. */
async function readConditions(
  { database }: ServiceContext,
  hold: Hold,
  request: HeldRequest,
): Promise<HoldBackground["conditions"]> {
  const version = await database.policyVersion.findUnique({ where: { version: hold.policyVersion } });
  const document = PolicyDocument.safeParse(version?.document).data;
  const asked = new Set([hold.rule, ...termsOf(hold).rules]);
  const facts = conditionFacts(callOf(hold, request));
  return (document?.rules ?? []).flatMap(({ id, when }) => {
    if (!asked.has(id) || when === undefined) return [];
    const values = conditionValues(when, facts).filter(({ expression }) => /^(?:args|http)\b/.test(expression));
    return [{ rule: id, when, values }];
  });
}

async function readBefore(
  context: ServiceContext,
  person: Person,
  hold: Hold,
  request: HeldRequest,
): Promise<HoldBackground["before"]> {
  const { connection, operation, tool, createdAt } = hold;
  const last = await context.database.hold.findFirst({
    where: {
      connection,
      operation,
      tool,
      id: { not: hold.id },
      decidedAt: { lt: createdAt },
      state: { in: ["completed", "failed", "unknown", "dispatched"] },
    },
    orderBy: { createdAt: "desc" },
  });
  const earlier = last && openRequest(context, person, last);
  if (!last || !earlier) return null;
  return { holdId: last.id, at: last.createdAt, ...diffRequests(earlier, request) };
}

async function readLastHour({ database }: ServiceContext, hold: Hold): Promise<HoldBackground["lastHour"]> {
  const from = new Date(hold.createdAt.getTime() - hourMs);
  const who = hold.agent === null ? { userId: hold.userId } : { agent: hold.agent };
  const groups = await database.auditEvent.groupBy({
    by: ["tool", "operation", "connection", "status"],
    where: {
      ...who,
      at: { gte: from, lt: hold.createdAt },
      type: { in: ["call.finished", "call.refused", "call.held"] },
    },
    _count: { _all: true },
  });
  const kinds = new Map<string, number>();
  const counts = { calls: 0, failed: 0, denied: 0, held: 0 };
  for (const { tool, operation, connection, status, _count: count } of groups) {
    if (status === "held") counts.held += count._all;
    else counts.calls += count._all;
    if (status === "failed" || status === "unknown") counts.failed += count._all;
    if (status === "denied") counts.denied += count._all;
    const what = `${tool ?? operation ?? "a call"} on ${connection ?? "no connection"}`;
    if (status !== "held") kinds.set(what, (kinds.get(what) ?? 0) + count._all);
  }
  const most = [...kinds].toSorted(([, left], [, right]) => right - left).slice(0, shownKinds);
  return {
    ...counts,
    most: most.map(([what, count]) => ({ what, count })),
    others: Math.max(kinds.size - shownKinds, 0),
  };
}
