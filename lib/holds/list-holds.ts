import type { Hold, Prisma } from "#prisma-client";
import { canonicalJson, sha256Hex } from "#lib/crypto/request-digest.ts";
import { requireReader } from "#lib/core/require-reader.ts";
import { databaseNow } from "#lib/database/database-now.ts";
import type { Person, ServiceContext } from "#lib/core/context.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { awaitingReview, decidableBy, mayDecide, openRequest, termsOf, toListItem, visibleTo } from "./internal.ts";
import { ListHolds, type HeldRequest, type HoldPage, type HoldView } from "./schemas.ts";

const pageSize = 100;
const excerptCharacters = 300;

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
    holds: page.map((hold) => {
      const request = openRequest(context, person, hold);
      const may = request !== null && mayDecide(person, hold, now).allowed;
      return {
        ...toListItem(hold),
        excerpt: excerptOf(request),
        decidable: may
          ? {
              requestDigest: hold.requestDigest,
              sameness: samenessOf(hold, request),
              reasonOptional: termsOf(hold).reasonOptional === true,
            }
          : null,
      };
    }),
    nextAfter: holds.length > pageSize ? (page.at(-1)?.id ?? null) : null,
  };
}

function filterOf(view: HoldView, person: Person, now: Date): Prisma.HoldWhereInput {
  const pending: Prisma.HoldWhereInput = { state: "pending", expiresAt: { gt: now } };
  if (view === "mine") return { AND: [pending, decidableBy(person)] };
  if (view === "review") return awaitingReview;
  return view === "pending" ? pending : { NOT: pending };
}

function samenessOf({ connection, operation, tool }: Hold, request: HeldRequest): string {
  return sha256Hex(canonicalJson({ connection, operation, tool, request }));
}

/** The beginning of what would run on one line; the hold's page has it whole. */
function excerptOf(request: HeldRequest | null): string | null {
  if (request === null) return null;
  const said = request.kind === "mcp" ? request.arguments : request.body;
  if (said === null || said === undefined || said === "") return null;
  return (typeof said === "string" ? said : JSON.stringify(said)).slice(0, excerptCharacters);
}
