"use client";

import { useEffect, useEffectEvent } from "react";

type Shortcuts = Record<string, (event: KeyboardEvent) => void>;

/** Single keys that act while nobody is typing, no modifier is down and no dialog or menu is open. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isBusy(event.target)) return;
    const act = Object.hasOwn(shortcuts, event.key) ? shortcuts[event.key] : undefined;
    if (!act) return;
    event.preventDefault();
    act(event);
  });
  useEffect(() => {
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}

function isBusy(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest("input, textarea, select, [role=menu]")) return true;
  // A panel that leaves the page usable marks itself, so that keys go on working beside it.
  return document.querySelector("[role=dialog]:not([data-beside]), [role=alertdialog]") !== null;
}
