import type { ServiceContext } from "#lib/core/context.ts";
import type { EventRow } from "#lib/ledger/schemas.ts";
import { searchEvents } from "#lib/search/search-events.ts";

const usualIntervalMs = 1_000;
/** An event is stamped before it is committed, on a clock of its own: so far back each look goes. */
const overlapMs = 15_000;
const mostAtOnce = 200;

type Following = {
  /** New events, oldest first. `skipped`: there were more than can be read as they pass. */
  onEvents: (events: EventRow[], skipped: boolean) => void;
  onError: (error: unknown) => void;
  intervalMs?: number;
};

/**
 * Follows a search: each event that it finds from now on (and of the last seconds) is told once, also where it commits
 * late. Returns what ends it.
 */
export function followSearch(context: ServiceContext, query: string, following: Following): () => void {
  const { onEvents, onError, intervalMs = usualIntervalMs } = following;
  const told = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let ended = false;

  async function look(): Promise<void> {
    const from = new Date(Date.now() - overlapMs);
    const { events } = await searchEvents(context, { search: { query, from }, limit: mostAtOnce });
    const fresh = events.filter(({ id }) => !told.has(id));
    for (const { id, at } of fresh) told.set(id, at.getTime());
    for (const [id, at] of told) if (at < from.getTime()) told.delete(id);
    if (!ended && fresh.length > 0) onEvents(fresh.toReversed(), fresh.length === mostAtOnce);
  }
  function next(delayMs: number): void {
    if (ended) return;
    timer = setTimeout(() => {
      look()
        .catch((error: unknown) => {
          if (!ended) onError(error);
        })
        .finally(() => next(intervalMs));
    }, delayMs);
  }
  next(0);
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}
