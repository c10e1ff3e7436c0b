import type { User } from "#prisma-client";
import type { Person, Role } from "#lib/core/context.ts";

/** A stored role; the table's check constraint allows no other. */
export function toRole(role: string): Role {
  return role === "owner" || role === "admin" ? role : "power_user";
}

/** How long the groups of somebody who is away are believed, which follow the identity provider at sign-in. */
const freshSignInMs = 30 * 86_400_000;

/** What to read with a person for `standsInFor`: the people who are away now, and whom they stand in for. */
export function standsInNow(now: Date) {
  const seenSince = new Date(now.getTime() - freshSignInMs);
  return {
    standsIn: {
      where: { startsAt: { lte: now }, endsAt: { gt: now }, endedAt: null, user: { lastSeenAt: { gte: seenSince } } },
      include: { user: true as const },
      take: 50,
    },
  };
}

export function toPerson(user: User & { standsIn?: { user: User }[] }): Person {
  const absent = (user.standsIn ?? []).map((seat) => seat.user);
  return {
    kind: "person",
    id: user.id,
    subject: user.subject ?? user.id,
    email: user.email,
    name: user.name ?? user.email,
    role: toRole(user.role),
    auditor: user.auditor,
    groups: user.groups,
    ...(absent.length > 0 && {
      standsInFor: absent.map(({ id, subject, email, groups }) => ({ subject: subject ?? id, email, groups })),
    }),
  };
}
