import type { NotificationChannel, Prisma } from "#prisma-client";
import type { Person, ServiceContext } from "#lib/core/context.ts";
import { can } from "#lib/core/permissions.ts";
import { ChannelKind, Moment, type ChannelSummary, type ChannelTarget } from "./schemas.ts";

/** A person's own channels, and the shared ones for those who run them. */
export function changeableBy({ actor }: Pick<ServiceContext, "actor">): Prisma.NotificationChannelWhereInput {
  const own = actor.kind === "person" ? [{ userId: actor.id }] : [];
  return { OR: [...own, ...(can(actor, "notifications.write") ? [{ userId: null }] : [])] };
}

/** Whose own channel it becomes: the person asking, or nobody's. */
export function ownerOf(own: boolean, person: Person | null): string | null {
  return own ? (person?.id ?? null) : null;
}

/** What may be shown of a target: a webhook's path and query open it. */
export function shownTarget(target: ChannelTarget): string {
  return target.kind === "email" ? target.address : new URL(target.url).host;
}

export function toSummary(channel: NotificationChannel): ChannelSummary {
  const { id, name, groups, enabled, createdByName, createdAt, rungAt, failingSince, lastError } = channel;
  return {
    id,
    name,
    kind: ChannelKind.parse(channel.kind),
    own: channel.userId !== null,
    target: channel.shownTarget,
    groups,
    moments: Moment.array().parse(channel.moments),
    enabled,
    createdByName,
    createdAt,
    rungAt,
    failingSince,
    lastError,
  };
}

/** What the ledger keeps of a channel. */
export function recorded(channel: Pick<NotificationChannel, "name" | "groups" | "moments" | "enabled">) {
  const { name, groups, moments, enabled } = channel;
  return { name, groups, moments, enabled };
}
