"use client";

import { useSyncExternalStore } from "react";
import type { HoldNotice, HoldRow } from "#lib/holds/schemas.ts";

type LiveRow = { row: HoldRow; forMe: boolean };
/** What the stream has said since this page was opened: calls that came, and ids of those that wait no longer. */
export type LiveRows = { arrived: ReadonlyMap<string, LiveRow>; gone: ReadonlySet<string> };

const most = 500;
const nothing: LiveRows = { arrived: new Map(), gone: new Set() };
const listeners = new Set<() => void>();
let live = nothing;

/** Takes up a notice of the stream, so that lists show it before the page was read again. */
export function noteHold({ id, state, forMe, row }: HoldNotice): void {
  const arrived = new Map(live.arrived);
  const gone = new Set(live.gone);
  const known = arrived.get(id);
  if (state !== "pending") {
    arrived.delete(id);
    gone.add(id);
  } else if (row) {
    arrived.set(id, { row: withTimes(row), forMe });
  } else if (known) {
    arrived.set(id, { ...known, forMe });
  }
  live = { arrived: new Map([...arrived].slice(-most)), gone: new Set([...gone].slice(-most)) };
  for (const listener of listeners) listener();
}

export function useLiveRows(): LiveRows {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => live,
    () => nothing,
  );
}

/** A new call has been decided by nobody: all its times are these. */
function withTimes(row: HoldRow): HoldRow {
  return { ...row, createdAt: new Date(row.createdAt), expiresAt: new Date(row.expiresAt) };
}
