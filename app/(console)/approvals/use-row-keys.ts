"use client";

import { useRef } from "react";
import { useShortcuts } from "#components/shell/use-shortcuts.ts";

/** `j` and `k` move the focus over the links marked data-row of a list; Enter, on a link, is the browser's own. */
export function useRowKeys() {
  const listRef = useRef<HTMLUListElement>(null);
  function move(step: 1 | -1): void {
    const rows = [...(listRef.current?.querySelectorAll<HTMLElement>("a[data-row]") ?? [])];
    const current = rows.findIndex((row) => row === document.activeElement);
    const next = current === -1 ? (step === 1 ? 0 : rows.length - 1) : current + step;
    rows[Math.min(Math.max(next, 0), rows.length - 1)]?.focus();
  }
  useShortcuts({ j: () => move(1), k: () => move(-1) });
  return listRef;
}
