import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { newId } from "#lib/core/ids.ts";
import { nameActor } from "#lib/core/name-actor.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { toStored } from "./internal.ts";
import { CreateView } from "./schemas.ts";

const mostOwn = 100;
const mostShared = 300;

/** Saves a search under a name, for oneself or for everybody. Throws `forbidden`, or `conflict` where there are too many. */
export async function createView(
  context: ServiceContext,
  input: z.input<typeof CreateView>,
): Promise<{ id: string; updatedAt: Date }> {
  requirePermission(context, "views.own");
  const { name, shared, settings } = parseInput(CreateView, input);
  if (shared) requirePermission(context, "views.share");
  const userId = context.actor.kind === "person" ? context.actor.id : null;
  if (!shared && userId === null) {
    throw new AppError("forbidden", "A private view belongs to a person. Share it, or save it signed in.");
  }
  const data = { id: newId("viw"), name, shared, userId, authorName: nameActor(context.actor).name };
  return withTransaction(context, async (transaction) => {
    const place = `saved views ${shared ? "" : userId}`;
    await transaction.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${place}, 0))`;
    const count = await transaction.savedView.count({ where: shared ? { shared } : { shared, userId } });
    if (count >= (shared ? mostShared : mostOwn)) {
      throw new AppError("conflict", `There are ${count} views already. Remove one that is no longer needed.`);
    }
    const stored = toStored(settings);
    const { updatedAt } = await transaction.savedView.create({ data: { ...data, settings: stored } });
    await recordEvent(transaction, context, {
      type: "view.created",
      status: "ok",
      attrs: { viewId: data.id, after: { name, shared, ...stored } },
    });
    return { id: data.id, updatedAt };
  });
}
