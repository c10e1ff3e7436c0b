"use client";

import { useEffect, useState } from "react";
import type { EventRow } from "#lib/ledger/schemas.ts";
import type { SearchPage } from "#lib/search/schemas.ts";
import { searchQuery } from "./search-params.ts";

const lookEveryMs = 10_000;
export const countedAtMost = 100;

/**
 * How many events of the query have come since `events` were read, up to a hundred, looked after now and then while the
 * page is on the screen; `events` null: does not look.
 */
export function useNewCount(query: string, events: readonly EventRow[] | null): number {
  const [found, setFound] = useState<{ of: readonly EventRow[]; count: number } | null>(null);
  useEffect(() => {
    const newest = events?.[0];
    if (!newest) return undefined;
    const known = new Set(events.map(({ id }) => id));
    const abort = new AbortController();
    const look = async (): Promise<void> => {
      if (document.hidden) return;
      const url = `/api/audit/events${searchQuery({ query, from: newest.at })}&limit=${countedAtMost}`;
      const response = await fetch(url, { signal: abort.signal });
      if (!response.ok) return;
      const page = (await response.json()) as SearchPage;
      setFound({ of: events, count: page.events.filter(({ id }) => !known.has(id)).length });
    };
    // What fails now is asked again in a moment.
    const timer = setInterval(() => void look().catch(() => {}), lookEveryMs);
    return () => {
      clearInterval(timer);
      abort.abort();
    };
  }, [query, events]);
  return found !== null && found.of === events ? found.count : 0;
}
