import type { ApprovalTerms, Quorum, RuleApproval } from "./schemas.ts";

type HoldRule = { id: string; effect: string; approval?: RuleApproval | undefined };

/**
 * What all hold rules in `matched` ask for together: the quorums of every one of them, the shortest times, and what each
 * lets approvers do beyond a decision only where all of them let them.
 */
export function mergeApprovals(matched: readonly HoldRule[]): ApprovalTerms | null {
  const holding = matched.filter(({ effect }) => effect === "hold");
  const asked = holding.flatMap(({ approval }) => (approval ? [approval] : []));
  if (asked.length === 0) return null;
  const quorums = asked.map(quorumsOf);
  const replayS = asked.flatMap((approval) => approval.replayS ?? []);
  return {
    rules: holding.map(({ id }) => id),
    groups: [...new Set(quorums.flat().flatMap(({ groups }) => groups))],
    quorums,
    expiresInS: Math.min(...asked.map(({ expiresInS }) => expiresInS)),
    ownerMayApprove: asked.every(({ ownerMayApprove }) => ownerMayApprove === true),
    escalation: mergeEscalations(asked),
    grants: mergeGrants(asked, quorums),
    breakGlass: common(asked.map(({ breakGlass }) => breakGlass ?? [])),
    ...(replayS.length > 0 && { replayS: Math.min(...replayS) }),
    ...(asked.every(({ edit }) => edit === true) && isOneEnough(quorums) && { edit: true }),
    ...(asked.every(({ reasonRequired }) => reasonRequired === false) && { reasonOptional: true }),
  };
}

function quorumsOf({ groups, required, also }: RuleApproval): Quorum[] {
  return [{ groups, required: required ?? 1 }, ...(also ?? [])];
}

/** Escalated where every rule says so: as late as the latest, to the groups that all of them name. */
function mergeEscalations(asked: readonly RuleApproval[]): ApprovalTerms["escalation"] {
  const escalations = asked.flatMap(({ escalation }) => escalation ?? []);
  if (escalations.length < asked.length) return null;
  const groups = common(escalations.map((escalation) => escalation.groups));
  return groups.length === 0 ? null : { afterS: Math.max(...escalations.map(({ afterS }) => afterS)), groups };
}

/** A grant is one person's word, so there is none where more than one has to approve. */
function mergeGrants(asked: readonly RuleApproval[], quorums: readonly Quorum[][]): ApprovalTerms["grants"] {
  const grants = asked.flatMap((approval) => approval.grants ?? []);
  if (grants.length < asked.length || !isOneEnough(quorums)) return null;
  return {
    maxS: Math.min(...grants.map(({ maxS }) => maxS)),
    pinned: [...new Set(grants.flatMap(({ pinned }) => pinned ?? []))],
  };
}

/** Whether each rule asks for one approval and no more. */
function isOneEnough(quorums: readonly Quorum[][]): boolean {
  return quorums.every((list) => list.length === 1 && list[0]?.required === 1);
}

function common(lists: readonly (readonly string[])[]): string[] {
  const [first = [], ...others] = lists;
  return first.filter((entry) => others.every((list) => list.includes(entry)));
}
