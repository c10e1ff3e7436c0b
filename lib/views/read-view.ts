import type { z } from "zod";
import type { ServiceContext } from "#lib/core/context.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { noSuchView, toView, visibleTo } from "./internal.ts";
import { ViewId, type SavedView } from "./schemas.ts";

/** One view. Throws `not_found` for other people's private ones. */
export async function readView(context: ServiceContext, input: z.input<typeof ViewId>): Promise<SavedView> {
  requirePermission(context, "views.own");
  const { id } = parseInput(ViewId, input);
  const userId = context.actor.kind === "person" ? context.actor.id : "";
  const row = await context.database.savedView.findFirst({
    where: { AND: [{ id }, visibleTo(context)] },
    include: { marks: { where: { userId } } },
  });
  if (!row) throw noSuchView();
  return toView(context, row);
}
