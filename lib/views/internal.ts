import type { Prisma, SavedView as StoredView, ViewMark } from "#prisma-client";
import type { ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { can } from "#lib/core/permissions.ts";
import { ViewSettings, type SavedView } from "./schemas.ts";

type Reader = Pick<ServiceContext, "actor">;

/** Views that the actor finds: their own, and shared ones where they see everybody's activity. */
export function visibleTo({ actor }: Reader): Prisma.SavedViewWhereInput {
  const own = actor.kind === "person" ? [{ userId: actor.id }] : [];
  return { OR: [...own, ...(can(actor, "audit.read-all") ? [{ shared: true }] : [])] };
}

/** Views that the actor may change: private ones of their own, and shared ones where they may share. */
export function changeableBy({ actor }: Reader): Prisma.SavedViewWhereInput {
  const own = actor.kind === "person" ? [{ userId: actor.id, shared: false }] : [];
  return { OR: [...own, ...(can(actor, "views.share") ? [{ shared: true }] : [])] };
}

export function toView({ actor }: Reader, row: StoredView & { marks: ViewMark[] }): SavedView {
  const { id, name, shared, authorName, updatedAt, userId } = row;
  const [mark] = row.marks;
  return {
    id,
    name,
    shared,
    authorName,
    updatedAt,
    settings: ViewSettings.parse(row.settings),
    mayChange: shared ? can(actor, "views.share") : actor.kind === "person" && actor.id === userId,
    starred: mark?.starred ?? false,
    isDefault: mark?.isDefault ?? false,
  };
}

/** Settings as the database and the ledger keep them. */
export function toStored(settings: ViewSettings): Prisma.InputJsonObject {
  const { from, to, ...rest } = settings;
  return { ...rest, ...(from && { from: from.toISOString() }), ...(to && { to: to.toISOString() }) };
}

export function noSuchView(): AppError {
  return new AppError("not_found", "There is no such view, or it is not yours. Reload the page.");
}
