import type { ServiceContext } from "#lib/core/context.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { toView, visibleTo } from "./internal.ts";
import type { SavedView } from "./schemas.ts";

/** The views one finds, with one's own marks: own ones and those shared with everybody, by name. Throws `forbidden`. */
export async function listViews(context: ServiceContext): Promise<SavedView[]> {
  requirePermission(context, "views.own");
  const userId = context.actor.kind === "person" ? context.actor.id : "";
  const rows = await context.database.savedView.findMany({
    where: visibleTo(context),
    include: { marks: { where: { userId } } },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: 400,
  });
  return rows.map((row) => toView(context, row));
}
