import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { changeableBy, noSuchView, toStored } from "./internal.ts";
import { ViewId, ViewSettings } from "./schemas.ts";

/** Removes a view, for everybody where it was shared. Throws `not_found` for one of others. */
export async function removeView(context: ServiceContext, input: z.input<typeof ViewId>): Promise<{ name: string }> {
  requirePermission(context, "views.own");
  const { id } = parseInput(ViewId, input);
  return withTransaction(context, async (transaction) => {
    const where = { AND: [{ id }, changeableBy(context)] };
    const view = await transaction.savedView.findFirst({ where });
    const removed = await transaction.savedView.deleteMany({ where });
    if (!view || removed.count !== 1) throw noSuchView();
    const { name, shared } = view;
    await recordEvent(transaction, context, {
      type: "view.removed",
      status: "ok",
      attrs: { viewId: id, before: { name, shared, ...toStored(ViewSettings.parse(view.settings)) } },
    });
    return { name };
  });
}
