import type { Approval, Hold, Prisma } from "#prisma-client";
import type { Person, ServiceContext } from "#lib/core/context.ts";
import type { Transaction } from "#lib/database/prisma.ts";
import { AppError } from "#lib/core/errors.ts";
import { can } from "#lib/core/permissions.ts";
import { HeldRequest, HoldState, type HoldListItem, type HoldVerdict, type MayDecide } from "./schemas.ts";

type StoredHold = Hold & { approvals: Approval[] };

/** Holds are decided and read by people; Holdpoint's own processes have other verbs. Throws `forbidden`. */
export function requirePerson(context: ServiceContext): Person {
  if (context.actor.kind === "person") return context.actor;
  throw new AppError("forbidden", "Holds are decided by people. Sign in and try again.");
}

/** The holds a person may see at all: those their groups decide, their own, and every one with audit.read-all. */
export function visibleTo(person: Person): Prisma.HoldWhereInput {
  if (can(person, "audit.read-all")) return {};
  return { OR: [{ approverGroups: { hasSome: person.groups } }, { userId: person.subject }] };
}

/** The holds a person may decide: in one of the approvers' groups, and not the one who asked. */
export function decidableBy(person: Person): Prisma.HoldWhereInput {
  return {
    approverGroups: { hasSome: person.groups },
    OR: [{ userId: null }, { userId: { not: person.subject } }],
  };
}

/** What would run, opened for the people who decide it and for the one who asked; null for everybody else. */
export function openRequest(context: ServiceContext, person: Person, hold: Hold): HeldRequest | null {
  if (!isApprover(person, hold) && hold.userId !== person.subject) return null;
  return HeldRequest.parse(JSON.parse(context.sealer.open("hold", hold.requestSealed).toString("utf8")));
}

export function isApprover(person: Person, hold: Pick<Hold, "approverGroups">): boolean {
  return hold.approverGroups.some((group) => person.groups.includes(group));
}

/** The same rule as the conditional update of decide-hold, in words. */
export function mayDecide(person: Person, hold: StoredHold, now: Date): MayDecide {
  const why = whyNot(person, hold, now);
  return why === null ? { allowed: true } : { allowed: false, why };
}

function whyNot(person: Person, hold: StoredHold, now: Date): string | null {
  if (hold.state !== "pending") return describeSettled(hold);
  if (hold.expiresAt <= now) return "Time is up: nobody decided before it expired. The agent can ask again.";
  if (hold.userId === person.subject) {
    return "This call is yours, and nobody approves their own call. Ask another approver.";
  }
  if (!isApprover(person, hold)) {
    const groups = new Intl.ListFormat("en", { type: "disjunction" }).format(hold.approverGroups);
    return `Only people in ${groups} decide this call, and you are not one of them.`;
  }
  return null;
}

function describeSettled(hold: StoredHold): string {
  const [approval] = hold.approvals;
  if (approval) return `${approval.userName} has already ${approval.verdict} this call.`;
  if (hold.state === "expired") return "Time is up: nobody decided before it expired. The agent can ask again.";
  if (hold.state === "cancelled") return "The caller went away before anybody decided. There is nothing to decide.";
  return `This call is ${hold.state} already. There is nothing to decide.`;
}

export function toListItem(hold: StoredHold): HoldListItem {
  return {
    id: hold.id,
    state: HoldState.parse(hold.state),
    connection: hold.connection,
    kind: hold.kind === "mcp" ? "mcp" : "http",
    operation: hold.operation,
    tool: hold.tool,
    userName: hold.userName,
    agent: hold.agent,
    rule: hold.rule,
    createdAt: hold.createdAt,
    expiresAt: hold.expiresAt,
    decidedAt: hold.decidedAt,
    verdict: toVerdict(hold.approvals[0]),
  };
}

function toVerdict(approval: Approval | undefined): HoldVerdict | null {
  if (!approval) return null;
  return {
    verdict: approval.verdict === "approved" ? "approved" : "denied",
    userName: approval.userName,
    reason: approval.reason,
    createdAt: approval.createdAt,
  };
}

/** The database's clock, which alone says whether a hold has expired. */
export async function databaseNow(client: Pick<Transaction, "$queryRaw">): Promise<Date> {
  const [row] = await client.$queryRaw<[{ now: Date }]>`select clock_timestamp() as now`;
  return row.now;
}
