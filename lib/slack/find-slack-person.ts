import type { Person } from "#lib/core/context.ts";
import type { Database } from "#lib/database/prisma.ts";
import { personNow, toPerson } from "#lib/people/to-person.ts";

/** Groups follow the identity provider at sign-in, so that a Slack user is as good as their person's last one. */
const freshSignInMs = 30 * 86_400_000;

/** The person a Slack user is linked to, as they are now; null where to none, to one who is disabled, or away for 30 days. */
export async function findSlackPerson(
  database: Database,
  { teamId, slackUserId }: { teamId: string; slackUserId: string },
): Promise<Person | null> {
  const now = new Date();
  const identity = await database.slackIdentity.findUnique({
    where: { teamId_slackUserId: { teamId, slackUserId } },
    include: { user: { include: personNow(now) } },
  });
  if (!identity || (identity.user.lastSeenAt?.getTime() ?? 0) < now.getTime() - freshSignInMs) return null;
  const person = toPerson(identity.user);
  const disabled = await database.disabledIdentity.count({ where: { identity: `person:${person.subject}` } });
  return disabled > 0 ? null : { ...person, slackUser: { teamId, slackUserId } };
}
