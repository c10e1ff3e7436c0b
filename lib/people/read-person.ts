import type { z } from "zod";
import type { Session } from "#prisma-client";
import type { ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { sha256Hex } from "#lib/crypto/request-digest.ts";
import { GrantedRights, ReadPerson, type PersonDetails, type SessionSummary } from "./schemas.ts";
import { toRole } from "./to-person.ts";

/**
 * One person: what they may and where it comes from, the agents they own, and where they are signed in. Everybody reads
 * themselves; the rest need the right to see people. `sessionToken`: of the session that asks. Throws `not_found`.
 */
export async function readPerson(
  context: ServiceContext & { sessionToken?: string },
  input: z.input<typeof ReadPerson>,
): Promise<PersonDetails> {
  requirePermission(context, "sessions.own");
  const { personId } = parseInput(ReadPerson, input);
  const { actor, sessionToken } = context;
  if (actor.kind !== "person" || actor.id !== personId) requirePermission(context, "people.read");
  const user = await context.database.user.findUnique({
    where: { id: personId },
    include: {
      ownedAgents: { orderBy: { agent: "asc" } },
      sessions: { where: { expires: { gt: new Date() } }, orderBy: { createdAt: "desc" }, take: 100 },
    },
  });
  if (!user) throw new AppError("not_found", "There is no such person. Go back to the list.");
  const { id, email, groups, lastSeenAt, createdAt, auditor } = user;
  const current = sessionToken === undefined ? null : sha256Hex(sessionToken);
  return {
    id,
    email,
    name: user.name ?? email,
    subject: user.subject ?? id,
    role: toRole(user.role),
    auditor,
    groups,
    lastSeenAt,
    createdAt,
    fromGroups: { role: toRole(user.groupRole), auditor: user.groupAuditor },
    granted: GrantedRights.parse({ role: user.grantedRole, auditor: user.grantedAuditor }),
    ownedAgents: user.ownedAgents.map(({ agent }) => agent),
    sessions: user.sessions.map((session) => toSummary(session, current)),
  };
}

function toSummary(session: Session, current: string | null): SessionSummary {
  const { id, createdAt, lastUsedAt, expires, clientIp, userAgent, sessionToken } = session;
  return { id, createdAt, lastUsedAt, expiresAt: expires, clientIp, userAgent, current: sessionToken === current };
}
