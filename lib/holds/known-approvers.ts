import { isApproved } from "#lib/approvals/count-votes.ts";
import type { ApprovalTerms, Vote } from "#lib/approvals/schemas.ts";
import type { PoolClient } from "#lib/database/pool.ts";

type Asked = { terms: ApprovalTerms; userId: string | null; excluded: readonly string[] };

/**
 * Subjects of those who are in the groups of a call that is being held: they decide it, and nobody who joins later. As far as
 * Holdpoint knows them, which is from their last sign-in: where those who were here in the last 30 days could not approve it
 * between them, others have to be let in, and the answer is empty.
 */
export async function knownApprovers(client: PoolClient, { terms, userId, excluded }: Asked): Promise<string[]> {
  const later = terms.escalation?.groups ?? [];
  const { rows } = await client.query<Vote & { isRecent: boolean }>({
    name: "known-approvers",
    text: `select coalesce(subject, id) as "userId", groups,
        coalesce(last_seen_at > now() - interval '30 days', false) as "isRecent"
      from "user" where groups && $1`,
    values: [[...terms.groups, ...later]],
  });
  const able = rows.filter(
    (person) => person.isRecent && person.userId !== userId && !excluded.includes(person.userId),
  );
  const isEscalationFixed =
    later.length === 0 || able.some(({ groups }) => groups.some((group) => later.includes(group)));
  return isApproved(terms, able) && isEscalationFixed ? rows.map((person) => person.userId) : [];
}
