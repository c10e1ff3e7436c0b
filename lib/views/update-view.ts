import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { changeableBy, noSuchView, toStored } from "./internal.ts";
import { UpdateView, ViewSettings } from "./schemas.ts";

/**
 * Changes a view's name, what it shows, or who finds it. Throws `not_found` for one of others, `conflict` where it changed
 * since `expectedUpdatedAt`, and `forbidden` where the actor may not share it.
 */
export async function updateView(
  context: ServiceContext,
  input: z.input<typeof UpdateView>,
): Promise<{ id: string; updatedAt: Date }> {
  requirePermission(context, "views.own");
  const { id, name, shared, settings, expectedUpdatedAt } = parseInput(UpdateView, input);
  return withTransaction(context, async (transaction) => {
    const where = { AND: [{ id }, changeableBy(context)] };
    const before = await transaction.savedView.findFirst({ where });
    if (!before) throw noSuchView();
    if (shared && !before.shared) requirePermission(context, "views.share");
    const ownerId = context.actor.kind === "person" ? context.actor.id : null;
    if (!shared && before.userId !== ownerId) {
      throw new AppError("forbidden", "Only the person who saved a view may make it private again.");
    }
    const stored = toStored(settings);
    const [changed] = await transaction.savedView.updateManyAndReturn({
      where: { ...where, updatedAt: expectedUpdatedAt },
      data: { name, shared, settings: stored },
      select: { updatedAt: true },
    });
    if (!changed) {
      throw new AppError("conflict", "Somebody else has changed this view meanwhile. Reload the page and try again.");
    }
    const was = { name: before.name, shared: before.shared, ...toStored(ViewSettings.parse(before.settings)) };
    await recordEvent(transaction, context, {
      type: "view.updated",
      status: "ok",
      attrs: { viewId: id, before: was, after: { name, shared, ...stored } },
    });
    return { id, updatedAt: changed.updatedAt };
  });
}
