"use client";

import { useEffect, useState, useSyncExternalStore } from "react";

const fetchOverlays = () =>
  import("./overlays.ts").then(({ Dialog, Menu, Popover, Tooltip }) => ({ Dialog, Menu, Popover, Tooltip }));
type Overlays = Awaited<ReturnType<typeof fetchOverlays>>;

let loaded: Overlays | null = null;
let loading: Promise<void> | null = null;
const waiting = new Set<() => void>();

function load(): Promise<void> {
  loading ??= fetchOverlays().then(
    (overlays) => {
      loaded = overlays;
      for (const tell of waiting) tell();
    },
    (error: unknown) => {
      loading = null;
      throw error;
    },
  );
  return loading;
}

function subscribe(tell: () => void): () => void {
  waiting.add(tell);
  return () => waiting.delete(tell);
}

/** The primitives of dialogs, menus, popovers and tooltips; null until they are `wanted` and have come. */
export function useOverlays(wanted: boolean): Overlays | null {
  const [failure, setFailure] = useState<unknown>(null);
  useEffect(() => {
    if (wanted) load().catch(setFailure);
  }, [wanted]);
  // A page that shows nothing where something should open says so.
  if (failure !== null) throw failure;
  return useSyncExternalStore(
    subscribe,
    () => (wanted ? loaded : null),
    () => null,
  );
}

const signs = ["pointermove", "pointerdown", "keydown"] as const;

/** Gets the primitives at the first sign of a hand on this page, so that they are there when something is pressed. */
export function useOverlaysAhead(): void {
  useEffect(() => {
    const stop = () => {
      for (const sign of signs) document.removeEventListener(sign, begin, true);
    };
    // Whoever needs them asks again.
    const begin = () => {
      stop();
      load().catch(() => {});
    };
    for (const sign of signs) document.addEventListener(sign, begin, { capture: true, passive: true });
    return stop;
  }, []);
}
