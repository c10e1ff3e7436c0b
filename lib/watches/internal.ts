import type { Watch } from "#prisma-client";
import type { ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Transaction } from "#lib/database/prisma.ts";
import { parseQuery } from "#lib/search/parse-query.ts";
import type { CreateWatch } from "./schemas.ts";
import type { z } from "zod";

type WatchFields = z.infer<typeof CreateWatch>;

/** Throws `invalid` for a query that cannot be read, or that the condition has no use for. */
export function requireUsableQuery({ query, condition }: WatchFields): void {
  if (condition.kind === "delivery-behind") {
    if (query !== "") throw badQuery("Whether delivery is behind is asked of the sinks: leave the query empty.");
    return;
  }
  const parsed = parseQuery(query);
  const problem = "problems" in parsed ? parsed.problems[0] : undefined;
  if (problem) throw badQuery(problem.message);
}

function badQuery(message: string): AppError {
  return new AppError("invalid", message, { fields: { query: message } });
}

/** Throws `invalid` where a channel is not one that the actor may see. */
export async function requireChannels(
  transaction: Transaction,
  { actor }: Pick<ServiceContext, "actor">,
  channelIds: readonly string[],
): Promise<void> {
  const own = actor.kind === "person" ? [{ userId: actor.id }] : [];
  const found = await transaction.notificationChannel.count({
    where: { id: { in: [...channelIds] }, OR: [{ userId: null }, ...own] },
  });
  if (found === new Set(channelIds).size) return;
  const message = "One of these channels is not there any more, or is somebody else's.";
  throw new AppError("invalid", message, { fields: { channelIds: message } });
}

/** What the ledger keeps of a watch. */
export function recorded({
  name,
  query,
  condition,
  channelIds,
  enabled,
}: Omit<WatchFields, "condition"> & Pick<Watch, "enabled"> & { condition: unknown }) {
  return { name, query, condition, channelIds, enabled };
}
