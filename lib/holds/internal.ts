import type { Approval, Hold, Prisma } from "#prisma-client";
import { countVotes } from "#lib/approvals/count-votes.ts";
import { ApprovalTerms } from "#lib/approvals/schemas.ts";
import type { Person, ServiceContext } from "#lib/core/context.ts";
import type { Sealer } from "#lib/crypto/sealer.ts";
import { ringStatement } from "#lib/database/bell.ts";
import type { Transaction } from "#lib/database/prisma.ts";
import { can } from "#lib/core/permissions.ts";
import { decidesFor, groupsFor } from "./groups-for.ts";
import { HeldRequest, HoldState, type HoldListItem, type HoldVerdict, type MayDecide } from "./schemas.ts";

type StoredHold = Hold & { approvals: Approval[] };

/** What the rules asked for when the hold was made; holds of earlier versions ask for one approval. */
export function termsOf({ terms }: Pick<Hold, "terms">): ApprovalTerms {
  return (
    ApprovalTerms.safeParse(terms).data ?? {
      rules: [],
      groups: [],
      quorums: [],
      expiresInS: 0,
      ownerMayApprove: false,
      escalation: null,
      grants: null,
      breakGlass: [],
    }
  );
}

/** Tells every process that the hold has moved, once the transaction commits. */
export async function ringHold(
  transaction: Transaction,
  id: string,
  state: string,
  more: { again?: boolean } = {},
): Promise<void> {
  const bell = ringStatement({ topic: "hold", id, state, ...more });
  await transaction.$executeRawUnsafe(bell.sql, ...bell.parameters);
}

/** Whether the agent that asked is one whose activity this person sees, because they own it. */
export function seesAgent(person: Person, agent: string | null): boolean {
  return agent !== null && agentsOf(person).includes(agent);
}

function agentsOf(person: Person): readonly string[] {
  return can(person, "audit.read-agents") ? (person.ownedAgents ?? []) : [];
}

/**
 * The holds a person may see at all: those their groups decide, their own, those of agents they own where their role says
 * so, and every one with audit.read-all.
 */
export function visibleTo(person: Person): Prisma.HoldWhereInput {
  if (can(person, "audit.read-all")) return {};
  return {
    OR: [
      { approverGroups: { hasSome: person.groups } },
      ...seatsOf(person),
      { userId: person.subject },
      { agent: { in: [...agentsOf(person)] } },
      // Whoever may release it alone has to find it first.
      ...person.groups.map((group) => ({ terms: { path: ["breakGlass"], array_contains: [group] } })),
    ],
  };
}

/** The holds a person may decide: in one of the approvers' groups, neither asked for nor owned nor voted on by them. */
export function decidableBy(person: Person): Prisma.HoldWhereInput {
  return {
    AND: [{ OR: [{ approverGroups: { hasSome: person.groups }, AND: [seated(person.subject)] }, ...seatsOf(person)] }],
    OR: [{ userId: null }, { userId: { not: person.subject } }],
    NOT: { excluded: { has: person.subject } },
    approvals: { none: { userId: person.subject } },
  };
}

/** The holds that a person may decide for others who are away, whose own calls these are not. */
function seatsOf(person: Person): Prisma.HoldWhereInput[] {
  return (person.standsInFor ?? []).map(({ subject, groups }) => ({
    approverGroups: { hasSome: groups },
    OR: [{ userId: null }, { userId: { not: subject } }],
    NOT: { excluded: { has: subject } },
    approvals: { none: { userId: subject } },
    AND: [seated(subject)],
  }));
}

/** Whether somebody was among the approvers when the call was held, for the database. */
function seated(subject: string): Prisma.HoldWhereInput {
  return { OR: [{ approverPeople: { isEmpty: true } }, { approverPeople: { has: subject } }] };
}

/** Released by one person alone, and nobody else has looked at it. */
export const awaitingReview: Prisma.HoldWhereInput = { brokeGlass: true, reviewedAt: null };

/** What would run, opened for the people who decide it and for the one who asked; null for everybody else. */
export function openRequest(
  { sealer }: Pick<ServiceContext, "sealer">,
  person: Person,
  hold: Hold,
): HeldRequest | null {
  return mayReadRequest(person, hold) ? openedRequest(sealer, hold) : null;
}

/** What would run, for whoever has asked whether it may be known. */
export function openedRequest(sealer: Sealer, hold: Hold): HeldRequest {
  return HeldRequest.parse(JSON.parse(sealer.open("hold", hold.requestSealed).toString("utf8")));
}

/** Whether a person may know what a call says: who decides it, or asked for it. */
export function mayReadRequest(person: Person, hold: Hold): boolean {
  return isApprover(person, hold) || hold.userId === person.subject || mayBreakGlass(person, hold);
}

export function isApprover(
  person: Person,
  hold: Pick<Hold, "approverGroups" | "approverPeople" | "userId" | "excluded"> & {
    approvals?: readonly { userId: string }[];
  },
): boolean {
  const groups = groupsFor(person, hold);
  return hold.approverGroups.some((group) => groups.includes(group));
}

/** Whether the rule lets the person release the call alone; never one of their own. */
export function mayBreakGlass(person: Person, hold: Hold): boolean {
  if (hold.userId === person.subject || hold.excluded.includes(person.subject)) return false;
  return termsOf(hold).breakGlass.some((group) => person.groups.includes(group));
}

/** The same rule as the conditional update of decide-hold, in words. */
export function mayDecide(person: Person, hold: StoredHold, now: Date): MayDecide {
  const why = whyNot(person, hold, now);
  return why === null ? { allowed: true, inPlaceOf: decidesFor(person, hold) } : { allowed: false, why };
}

function whyNot(person: Person, hold: StoredHold, now: Date): string | null {
  if (hold.state !== "pending") return describeSettled(hold);
  if (hold.expiresAt <= now) return "Time is up: nobody decided before it expired. The agent can ask again.";
  if (hold.userId === person.subject) {
    return "This call is yours, and nobody approves their own call. Ask another approver.";
  }
  if (hold.excluded.includes(person.subject)) {
    return "This agent is yours, and nobody approves the calls of their own agent. Ask another approver.";
  }
  if (hold.approvals.some(({ userId }) => userId === person.subject)) {
    return "You have approved this call already. Others have to approve it too.";
  }
  if (isApprover(person, hold)) return null;
  if (hold.approverGroups.some((group) => person.groups.includes(group))) {
    return "Holdpoint did not know you as an approver when this call was held, and its approvers were fixed then. Ask one of them.";
  }
  const groups = new Intl.ListFormat("en", { type: "disjunction" }).format(hold.approverGroups);
  return `Only people in ${groups} decide this call, and you are not one of them.`;
}

function describeSettled(hold: StoredHold): string {
  const approval = hold.approvals.at(-1);
  if (approval && hold.decidedAt !== null) return `${approval.userName} has already ${approval.verdict} this call.`;
  if (hold.state === "expired") return "Time is up: nobody decided before it expired. The agent can ask again.";
  if (hold.state === "cancelled") return "The caller went away before anybody decided. There is nothing to decide.";
  return `This call is ${hold.state} already. There is nothing to decide.`;
}

/** The row of a hold whose approvals are given in the order in which they came. */
export function toListItem(hold: StoredHold): HoldListItem {
  const votes = hold.approvals.map(toVerdict);
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
    verdict: hold.decidedAt === null ? null : (votes.at(-1) ?? null),
    votes,
    quorums: countVotes(
      termsOf(hold),
      hold.approvals.filter(({ verdict }) => verdict === "approved"),
    ),
    edited: hold.editedDigest !== null,
    awaitsReview: hold.brokeGlass && hold.reviewedAt === null,
  };
}

function toVerdict(approval: Approval): HoldVerdict {
  return {
    verdict: approval.verdict === "approved" ? "approved" : "denied",
    userName: approval.userName,
    reason: approval.reason,
    createdAt: approval.createdAt,
  };
}
