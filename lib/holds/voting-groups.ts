import type { Person } from "#lib/core/context.ts";
import type { Transaction } from "#lib/database/prisma.ts";
import { groupsFor } from "./groups-for.ts";

/**
 * The groups in which a vote counts, as far as they depend on the hold: with people to stand in for, by groupsFor, its row
 * taken first, so that who has voted by then has, and nobody votes meanwhile. Else the person's own, where the hold's update
 * asks whether they were among its approvers.
 */
export async function votingGroups(transaction: Transaction, person: Person, holdId: string): Promise<string[]> {
  if ((person.standsInFor ?? []).length === 0) return person.groups;
  await transaction.$executeRaw`select id from hold where id = ${holdId} for update`;
  const hold = await transaction.hold.findUnique({
    where: { id: holdId },
    select: { userId: true, excluded: true, approverPeople: true, approvals: { select: { userId: true } } },
  });
  return hold ? groupsFor(person, hold) : person.groups;
}
