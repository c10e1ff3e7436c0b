"use client";

import { useEffect, useState } from "react";
import type { EventRow } from "#lib/ledger/schemas.ts";
import { searchQuery } from "./search-params.ts";
import { revive } from "./use-fetched.ts";

const keptRows = 500;

type Live = { query: string | null; events: EventRow[]; skipped: boolean };
const nothing: Live = { query: null, events: [], skipped: false };

/** Events of a query as they happen, newest first, while the page is on the screen; null follows nothing. */
export function useLiveEvents(query: string | null): Pick<Live, "events" | "skipped"> {
  const [live, setLive] = useState<Live>(nothing);
  useEffect(() => {
    if (query === null) return undefined;
    let source: EventSource | undefined;
    // A browser has few connections for one console, so tabs that nobody sees give theirs back.
    const follow = (): void => {
      source?.close();
      source = document.hidden ? undefined : new EventSource(`/api/audit/stream${searchQuery({ query })}`);
      source?.addEventListener("events", (message: MessageEvent<string>) => {
        const told = JSON.parse(message.data, revive) as { events: EventRow[]; skipped: boolean };
        setLive((before) => merged(before.query === query ? before : { ...nothing, query }, told));
      });
    };
    follow();
    document.addEventListener("visibilitychange", follow);
    return () => {
      document.removeEventListener("visibilitychange", follow);
      source?.close();
    };
  }, [query]);
  return query !== null && live.query === query ? live : nothing;
}

function merged(before: Live, { events, skipped }: { events: EventRow[]; skipped: boolean }): Live {
  const known = new Set(before.events.map(({ id }) => id));
  const fresh = events.filter(({ id }) => !known.has(id)).toReversed();
  return { ...before, events: [...fresh, ...before.events].slice(0, keptRows), skipped: before.skipped || skipped };
}
