import type { ServiceContext } from "#lib/core/context.ts";
import type { EventRow } from "#lib/ledger/schemas.ts";
import type { Needs } from "./needs.ts";
import type { IndexState } from "./read-index-state.ts";
import { beyond, isEmpty, type Found, type Scan } from "./scan.ts";
import { scanIndex } from "./scan-index.ts";
import { scanLedger } from "./scan-ledger.ts";

/**
 * The first events by time while the index is behind, as it is while more is written than the worker folds: what happened
 * lately is looked through in the ledger, what is older is found by the index. Events that came late, with an older time,
 * are found once they are folded.
 */
export async function scanBehind(context: ServiceContext, scan: Scan, needs: Needs, state: IndexState): Promise<Found> {
  const { down } = scan.direction;
  const latest = (limit: number): Promise<Found> => {
    const range = beyond(scan.range, state.indexedTo, false);
    return isEmpty(range) ? nothing : scanLedger(context, { ...scan, range, limit });
  };
  const older = (limit: number): Promise<Found> => {
    const range = beyond(scan.range, state.indexedTo, true);
    return isEmpty(range) ? nothing : scanIndex(context, { ...scan, range, limit }, needs, state);
  };
  const events: EventRow[] = [];
  for (const part of down ? [latest, older] : [older, latest]) {
    const found = await part(scan.limit - events.length);
    events.push(...found.events);
    if (events.length >= scan.limit || found.stoppedAt) return { events, stoppedAt: found.stoppedAt };
  }
  return { events, stoppedAt: null };
}

const nothing: Promise<Found> = Promise.resolve({ events: [], stoppedAt: null });
