import type { ServiceContext } from "#lib/core/context.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { toPerson } from "#lib/people/to-person.ts";
import { linkCodeHash } from "./link-code.ts";

type SlackUser = { teamId: string; slackUserId: string; slackName: string };

/**
 * Makes a Slack user the person's whose code was typed there: once, while it is good. Somebody it was linked to before no longer
 * decides through it. Returns the person's e-mail; null where the code is none.
 */
export async function linkSlackUser(
  { database }: Pick<ServiceContext, "database">,
  { teamId, slackUserId, slackName }: SlackUser,
  code: string,
): Promise<string | null> {
  return database.$transaction(async (transaction) => {
    const [used] = await transaction.$queryRaw<{ userId: string }[]>`
      delete from slack_link_code where hash = ${linkCodeHash(code)} and expires_at > clock_timestamp()
      returning user_id as "userId"`;
    if (!used) return null;
    const user = await transaction.user.findUniqueOrThrow({ where: { id: used.userId } });
    const link = { userId: user.id, slackName, createdAt: new Date() };
    await transaction.slackIdentity.upsert({
      where: { teamId_slackUserId: { teamId, slackUserId } },
      create: { teamId, slackUserId, ...link },
      update: link,
    });
    const actor = toPerson(user);
    await recordEvent(
      transaction,
      { actor },
      { type: "slack-user.linked", status: "ok", attrs: { teamId, slackUserId, slackName } },
    );
    return user.email;
  });
}
