import type { Prisma } from "#prisma-client";
import { requireReader } from "#lib/core/require-reader.ts";
import { databaseNow } from "#lib/database/database-now.ts";
import type { Person, ServiceContext } from "#lib/core/context.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { awaitingReview, decidableBy, openRequest, visibleTo } from "./internal.ts";
import { ListHolds, type HoldPage, type HoldView } from "./schemas.ts";
import { toRow } from "./to-row.ts";

const pageSize = 100;

/**
 * The holds of one view that the person asking may see. Waiting ones: the soonest to expire first, 100 at most. Decided
 * ones: the newest first, in pages. Throws `forbidden`.
 */
export async function listHolds(context: ServiceContext, input: unknown): Promise<HoldPage> {
  requirePermission(context, "holds.read");
  const { view, after } = ListHolds.parse(input);
  const person = requireReader(context);
  const waiting = view === "mine" || view === "pending";
  const now = await databaseNow(context.database);
  const holds = await context.database.hold.findMany({
    where: { AND: [visibleTo(person), filterOf(view, person, now)] },
    orderBy: waiting ? [{ expiresAt: "asc" }, { id: "asc" }] : [{ createdAt: "desc" }, { id: "asc" }],
    take: pageSize + (waiting ? 0 : 1),
    ...(!waiting && after && { cursor: { id: after }, skip: 1 }),
    include: { approvals: { orderBy: { createdAt: "asc" } } },
  });
  const page = holds.slice(0, pageSize);
  return {
    holds: page.map((hold) => toRow(person, hold, openRequest(context, person, hold), now)),
    nextAfter: holds.length > pageSize ? (page.at(-1)?.id ?? null) : null,
  };
}

function filterOf(view: HoldView, person: Person, now: Date): Prisma.HoldWhereInput {
  const pending: Prisma.HoldWhereInput = { state: "pending", expiresAt: { gt: now } };
  if (view === "mine") return { AND: [pending, decidableBy(person)] };
  if (view === "review") return awaitingReview;
  return view === "pending" ? pending : { NOT: pending };
}
