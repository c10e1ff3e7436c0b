import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { newId } from "#lib/core/ids.ts";
import { nameActor } from "#lib/core/name-actor.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { requirePerson } from "#lib/core/require-person.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { newWebhookSecret } from "#lib/webhooks/sign-webhook.ts";
import { ownerOf, recorded, shownTarget } from "./internal.ts";
import { ringOpenHolds } from "./ring-open-holds.ts";
import { CreateChannel, type ChannelTarget } from "./schemas.ts";

const mostOwn = 10;
const mostShared = 200;

/**
 * Adds a place where people are told of held calls: one's own, or a shared one. The answer is the only place where the
 * signing secret of a webhook appears. Throws `forbidden`, `invalid`, or `conflict` where there are too many.
 */
export async function createChannel(
  context: ServiceContext,
  input: z.input<typeof CreateChannel>,
): Promise<{ id: string; secret: string | null }> {
  requirePermission(context, "notifications.own");
  const channel = parseInput(CreateChannel, input);
  if (!channel.own) requirePermission(context, "notifications.write");
  const person = channel.own ? requirePerson(context) : null;
  const target = targetOf(channel, person?.email);
  const data = {
    id: newId("chn"),
    name: channel.name,
    kind: channel.kind,
    targetSealed: new Uint8Array(context.sealer.seal("credential", JSON.stringify(target))),
    shownTarget: shownTarget(target),
    userId: ownerOf(channel.own, person),
    groups: channel.own ? [] : channel.groups,
    moments: channel.moments,
    enabled: true,
    createdByName: nameActor(context.actor).name,
  };
  return withTransaction(context, async (transaction) => {
    const place = `notification channels ${data.userId ?? ""}`;
    await transaction.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${place}, 0))`;
    const count = await transaction.notificationChannel.count({ where: { userId: data.userId } });
    if (count >= (channel.own ? mostOwn : mostShared)) {
      throw new AppError("conflict", `There are ${count} channels already. Remove one that is no longer needed.`);
    }
    await transaction.notificationChannel.create({ data });
    await ringOpenHolds(transaction, data.id);
    await recordEvent(transaction, context, {
      type: "channel.created",
      status: "ok",
      attrs: { channelId: data.id, kind: data.kind, target: data.shownTarget, own: channel.own, after: recorded(data) },
    });
    return { id: data.id, secret: target.kind === "webhook" ? target.secret : null };
  });
}

function targetOf({ kind, address, url, signingSecret }: CreateChannel, ownAddress: string | undefined): ChannelTarget {
  if (kind === "email") return { kind, address: ownAddress ?? address ?? "" };
  const place = { url: url ?? "" };
  if (kind === "slack") return { kind, ...place, ...(signingSecret && { signingSecret }) };
  return kind === "webhook" ? { kind, ...place, secret: newWebhookSecret() } : { kind, ...place };
}
