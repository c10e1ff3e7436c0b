import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { requirePerson } from "#lib/core/require-person.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { UnlinkSlackUser } from "./schemas.ts";

/** Ends that a Slack user decides as the person asking, from the next press on. Throws `not_found` for one of others. */
export async function unlinkSlackUser(context: ServiceContext, input: z.input<typeof UnlinkSlackUser>): Promise<void> {
  requirePermission(context, "notifications.own");
  const person = requirePerson(context);
  const { teamId, slackUserId } = parseInput(UnlinkSlackUser, input);
  await withTransaction(context, async (transaction) => {
    const { count } = await transaction.slackIdentity.deleteMany({ where: { teamId, slackUserId, userId: person.id } });
    if (count !== 1) throw new AppError("not_found", "There is no such Slack user, or it is not linked to you.");
    await recordEvent(transaction, context, {
      type: "slack-user.unlinked",
      status: "ok",
      attrs: { teamId, slackUserId },
    });
  });
}
