import type { User } from "#prisma-client";
import type { Person } from "#lib/core/context.ts";
import { joinRights } from "./role-strength.ts";
import { RoleName } from "./schemas.ts";
import type { Rights } from "./shapes.ts";

/** A stored role; the table's check constraint allows no other. */
export function toRole(role: string): RoleName {
  return RoleName.catch("power_user").parse(role);
}

/** What a person may: what their groups give, and what was given in the console beside it. */
export function rightsOf(user: Pick<User, "groupRole" | "groupAuditor" | "grantedRole" | "grantedAuditor">): Rights {
  return joinRights(
    { role: toRole(user.groupRole), auditor: user.groupAuditor },
    { role: toRole(user.grantedRole ?? "power_user"), auditor: user.grantedAuditor },
  );
}

/** How long the groups of somebody who is away are believed, which follow the identity provider at sign-in. */
const freshSignInMs = 30 * 86_400_000;

/** What to read with a person for all that a `Person` says: their agents, and the people who are away now. */
export function personNow(now: Date) {
  const seenSince = new Date(now.getTime() - freshSignInMs);
  return {
    ownedAgents: { select: { agent: true as const }, orderBy: { agent: "asc" as const } },
    standsIn: {
      where: { startsAt: { lte: now }, endsAt: { gt: now }, endedAt: null, user: { lastSeenAt: { gte: seenSince } } },
      include: { user: true as const },
      take: 50,
    },
  };
}

export function toPerson(user: User & { standsIn?: { user: User }[]; ownedAgents?: { agent: string }[] }): Person {
  const absent = (user.standsIn ?? []).map((seat) => seat.user);
  const agents = (user.ownedAgents ?? []).map(({ agent }) => agent);
  return {
    kind: "person",
    id: user.id,
    subject: user.subject ?? user.id,
    email: user.email,
    name: user.name ?? user.email,
    role: toRole(user.role),
    auditor: user.auditor,
    groups: user.groups,
    ...(agents.length > 0 && { ownedAgents: agents }),
    ...(absent.length > 0 && {
      standsInFor: absent.map(({ id, subject, email, groups }) => ({ subject: subject ?? id, email, groups })),
    }),
  };
}
