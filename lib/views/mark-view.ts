import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { noSuchView, visibleTo } from "./internal.ts";
import { MarkView } from "./schemas.ts";

/** Stars a view for oneself, or makes it what the audit log opens with. Throws `not_found` for one that is not found. */
export async function markView(context: ServiceContext, input: z.input<typeof MarkView>): Promise<{ id: string }> {
  requirePermission(context, "views.own");
  if (context.actor.kind !== "person") throw new AppError("forbidden", "Views are starred by people. Sign in first.");
  const userId = context.actor.id;
  const { id, starred, isDefault } = parseInput(MarkView, input);
  return withTransaction(context, async (transaction) => {
    // One person's marks move one after another, so that there is one default at most.
    await transaction.$executeRaw`select id from "user" where id = ${userId} for update`;
    const view = await transaction.savedView.findFirst({
      where: { AND: [{ id }, visibleTo(context)] },
      select: { name: true },
    });
    if (!view) throw noSuchView();
    if (isDefault) {
      await transaction.viewMark.updateMany({ where: { userId, isDefault }, data: { isDefault: false } });
    }
    const marks = { ...(starred !== undefined && { starred }), ...(isDefault !== undefined && { isDefault }) };
    await transaction.viewMark.upsert({
      where: { userId_viewId: { userId, viewId: id } },
      create: { userId, viewId: id, ...marks },
      update: marks,
    });
    await recordEvent(transaction, context, {
      type: "view.marked",
      status: "ok",
      attrs: { viewId: id, name: view.name, ...marks },
    });
    return { id };
  });
}
