import type { HoldRow, HoldView } from "#lib/holds/schemas.ts";
import type { LiveRows } from "../live-rows.ts";

/** The rows of a view with what the stream has said since they were read: the soonest to expire first, as the server has it. */
export function withLiveRows(holds: HoldRow[], view: HoldView, { arrived, gone }: LiveRows): HoldRow[] {
  if (view !== "mine" && view !== "pending") return holds;
  const known = new Set(holds.map(({ id }) => id));
  const fresh = [...arrived.values()].filter(({ row, forMe }) => !known.has(row.id) && (view === "pending" || forMe));
  return [...holds.filter(({ id }) => !gone.has(id)), ...fresh.map(({ row }) => row)].toSorted(
    (left, right) => left.expiresAt.getTime() - right.expiresAt.getTime() || (left.id < right.id ? -1 : 1),
  );
}
