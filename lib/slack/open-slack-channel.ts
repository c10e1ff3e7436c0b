import type { ServiceContext } from "#lib/core/context.ts";
import { ChannelTarget } from "#lib/notifications/schemas.ts";

/** How a channel of Slack knows that Slack speaks, and where it may be answered; null where its messages have no buttons. */
export async function openSlackChannel(
  { database, sealer }: Pick<ServiceContext, "database" | "sealer">,
  id: string,
): Promise<{ signingSecret: string; host: string } | null> {
  const channel = await database.notificationChannel.findFirst({ where: { id, kind: "slack", enabled: true } });
  if (!channel) return null;
  const target = ChannelTarget.parse(JSON.parse(sealer.open("credential", channel.targetSealed).toString("utf8")));
  if (target.kind !== "slack" || target.signingSecret === undefined) return null;
  return { signingSecret: target.signingSecret, host: new URL(target.url).host };
}
