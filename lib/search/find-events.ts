import type { ServiceContext } from "#lib/core/context.ts";
import type { Direction, Place } from "./place.ts";
import { planSearch } from "./plan-search.ts";
import type { QueryNode } from "./query-node.ts";
import { readIndexState } from "./read-index-state.ts";
import { beyond, type Found, type Range, type Scan } from "./scan.ts";
import { scanIndex } from "./scan-index.ts";
import { readChunk, scanLedger } from "./scan-ledger.ts";
import { matchCondition } from "./search-condition.ts";

const budgetMs = 1_000;

/**
 * The first events of a list behind a place. What is frequent is found among the first rows of the ledger that one looks
 * at, what is rare through the index. Whatever the index cannot help with is looked for in the ledger until time is up.
 */
export async function findEvents(
  context: ServiceContext,
  wanted: { node: QueryNode; range: Range; place: Place | null; direction: Direction; limit: number },
): Promise<Found> {
  const { node, ...list } = wanted;
  const scan: Scan = { ...list, match: matchCondition(context, node), endsAt: performance.now() + budgetMs };
  if (hasIndexOfLedger(node))
    return { events: await readChunk(context, scan, scan.range, scan.limit), stoppedAt: null };
  const isByTime = scan.direction.by === "time";
  const near = isByTime ? await scanLedger(context, scan, { once: true }) : { events: [], stoppedAt: null };
  if (isByTime && near.stoppedAt === null) return near;
  const state = await readIndexState(context);
  const needs = state.behind ? null : await planSearch(context, node, scan.range);
  const rest = near.stoppedAt ? restOf(scan, near.stoppedAt, near.events.length) : scan;
  const canUseIndex = !state.behind && (needs !== null || !isByTime);
  const far = canUseIndex ? await scanIndex(context, rest, needs, state) : await scanLedger(context, rest);
  return { events: [...near.events, ...far.events], stoppedAt: far.stoppedAt };
}

function restOf(scan: Scan, { at }: Place, found: number): Scan {
  const { down } = scan.direction;
  return {
    ...scan,
    place: null,
    range: beyond(scan.range, down ? at : new Date(at.getTime() + 1), down),
    limit: scan.limit - found,
  };
}

/** Whether it asks for one call, one hold or one event, which the ledger finds by itself. */
function hasIndexOfLedger(node: QueryNode): boolean {
  if (node.kind === "and") return node.nodes.some(hasIndexOfLedger);
  if (node.kind !== "term" || node.test.is !== "equal") return false;
  return node.field === "call" || node.field === "hold" || node.field === "id";
}
