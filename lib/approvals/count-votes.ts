import type { ApprovalTerms, Quorum, QuorumProgress, Vote } from "./schemas.ts";

/** How far each quorum of each rule is, counting every person once a rule, where it helps most. */
export function countVotes({ quorums }: Pick<ApprovalTerms, "quorums">, votes: readonly Vote[]): QuorumProgress[][] {
  const people = [...new Map(votes.map((vote) => [vote.userId, vote])).values()];
  return quorums.map((list) => {
    const filled = assign(list, people);
    return list.map((quorum, index) => ({ ...quorum, given: filled.filter((at) => at === index).length }));
  });
}

/** Whether everybody has approved who must. */
export function isApproved(terms: Pick<ApprovalTerms, "quorums">, votes: readonly Vote[]): boolean {
  if (terms.quorums.length === 0) return votes.length > 0;
  return countVotes(terms, votes).every((list) => list.every(({ given, required }) => given >= required));
}

/**
 * For each person the quorum they count in, or -1: the largest assignment there is (augmenting paths), so that somebody
 * who could count in two places is put where nobody else can.
 */
function assign(quorums: readonly Quorum[], people: readonly Vote[]): number[] {
  const placeOf = people.map(() => -1);
  function place(person: number, tried: Set<number>): boolean {
    for (const [index, { groups, required }] of quorums.entries()) {
      if (tried.has(index) || !people[person]?.groups.some((group) => groups.includes(group))) continue;
      tried.add(index);
      const seated = placeOf.flatMap((at, other) => (at === index ? [other] : []));
      if (seated.length < required || seated.some((other) => place(other, tried))) {
        placeOf[person] = index;
        return true;
      }
    }
    return false;
  }
  for (const person of people.keys()) place(person, new Set());
  return placeOf;
}
