import type { Person } from "#lib/core/context.ts";

type Asked = {
  userId: string | null;
  excluded: readonly string[];
  approverPeople: readonly string[];
  approvals?: readonly { userId: string }[];
};

/** Whether somebody was among the approvers when the call was held, as far as that is fixed. */
function isSeated(subject: string, { approverPeople }: Pick<Asked, "approverPeople">): boolean {
  return approverPeople.length === 0 || approverPeople.includes(subject);
}

/** People whom this one stands in for on a hold: not those who asked for it, may not decide it, or have voted themselves. */
function seatsFor(person: Person, hold: Asked): NonNullable<Person["standsInFor"]> {
  return (person.standsInFor ?? []).filter(
    ({ subject }) =>
      isSeated(subject, hold) &&
      hold.userId !== subject &&
      !hold.excluded.includes(subject) &&
      !hold.approvals?.some(({ userId }) => userId === subject),
  );
}

/** The groups a person counts in where a hold is decided: their own, and those of people they stand in for. */
export function groupsFor(person: Person, hold: Asked): string[] {
  const own = isSeated(person.subject, hold) ? person.groups : [];
  return [...own, ...seatsFor(person, hold).flatMap(({ groups }) => groups)];
}

/** E-mail of those a person decides the hold for; empty where their own groups are enough. */
export function decidesFor(person: Person, hold: Asked & { approverGroups: readonly string[] }): string[] {
  const isOwn = isSeated(person.subject, hold) && hold.approverGroups.some((group) => person.groups.includes(group));
  if (isOwn) return [];
  const used = seatsFor(person, hold).filter(({ groups }) =>
    groups.some((group) => hold.approverGroups.includes(group)),
  );
  return used.map(({ email }) => email);
}
