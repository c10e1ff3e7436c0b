import type { ServiceContext } from "#lib/core/context.ts";
import type { Direction, Place } from "./place.ts";
import { planSearch } from "./plan-search.ts";
import type { QueryNode } from "./query-node.ts";
import { readIndexState } from "./read-index-state.ts";
import type { Found, Range, Scan } from "./scan.ts";
import { scanBehind } from "./scan-behind.ts";
import { scanIndex } from "./scan-index.ts";
import { readChunk, scanLedger } from "./scan-ledger.ts";
import { matchCondition } from "./search-condition.ts";

const budgetMs = 1_000;
/** While more is written than the worker folds, the gateways need the database more. */
const budgetBehindMs = 500;

/**
 * The first events of a list behind a place: through the index, or where that has nothing to offer, or is behind, by
 * looking through the ledger until time is up.
 */
export async function findEvents(
  context: ServiceContext,
  wanted: { node: QueryNode; range: Range; place: Place | null; direction: Direction; limit: number },
): Promise<Found> {
  const { node, ...list } = wanted;
  const match = matchCondition(context, node);
  if (hasIndexOfLedger(node))
    return { events: await readChunk(context, { ...list, match }, list.range, list.limit), stoppedAt: null };
  const state = await readIndexState(context);
  const endsAt = performance.now() + (state.behind ? budgetBehindMs : budgetMs);
  const scan: Scan = { ...list, match, endsAt };
  if (state.behind && scan.direction.by === "duration") return scanLedger(context, scan);
  const needs = await planSearch(context, node, scan.range);
  // Of everything, or where only the query's own condition can tell, nothing is gained by the index.
  if (needs === null && scan.direction.by === "time")
    return scanLedger(context, scan, state.behind ? undefined : state.ends);
  if (state.behind) return scanBehind(context, scan, needs, state);
  return scanIndex(context, scan, needs, state);
}

/** Whether it asks for one call, one hold or one event, which the ledger finds by itself. */
function hasIndexOfLedger(node: QueryNode): boolean {
  if (node.kind === "and") return node.nodes.some(hasIndexOfLedger);
  if (node.kind !== "term" || node.test.is !== "equal") return false;
  return node.field === "call" || node.field === "hold" || node.field === "id";
}
