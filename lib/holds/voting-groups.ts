import type { Person } from "#lib/core/context.ts";
import type { Transaction } from "#lib/database/prisma.ts";
import { groupsFor } from "./groups-for.ts";

/** As groupsFor, with the hold's row taken first where somebody stands in: who has voted by then has, and nobody votes meanwhile. */
export async function votingGroups(transaction: Transaction, person: Person, holdId: string): Promise<string[]> {
  if ((person.standsInFor ?? []).length > 0) {
    await transaction.$executeRaw`select id from hold where id = ${holdId} for update`;
  }
  const hold = await transaction.hold.findUnique({
    where: { id: holdId },
    select: { userId: true, excluded: true, approverPeople: true, approvals: { select: { userId: true } } },
  });
  return hold ? groupsFor(person, hold) : person.groups;
}
