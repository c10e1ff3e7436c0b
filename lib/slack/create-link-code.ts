import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { requirePerson } from "#lib/core/require-person.ts";
import { linkCodeHash, newLinkCode } from "./link-code.ts";

const minutes = 10;

/**
 * A code by which the person asking makes a Slack user their own, by typing it in Slack within ten minutes. It is theirs to
 * type: whoever has it could decide as them. An earlier one is no longer good. What comes of it is recorded. Throws `forbidden`.
 */
export async function createLinkCode(context: ServiceContext): Promise<{ code: string; expiresAt: Date }> {
  requirePermission(context, "slack-users.own");
  const { id: userId } = requirePerson(context);
  const code = newLinkCode();
  const data = { hash: linkCodeHash(code), expiresAt: new Date(Date.now() + minutes * 60_000) };
  await withTransaction(context, (transaction) =>
    transaction.slackLinkCode.upsert({ where: { userId }, create: { userId, ...data }, update: data }),
  );
  return { code, expiresAt: data.expiresAt };
}
