"use client";

import { useState, type KeyboardEvent, type PointerEvent } from "react";

/** Buckets from `anchor` to `head`, both included, in either direction. */
type Selection = { anchor: number; head: number };

export type Brush = {
  /** The bucket that the pointer or the keyboard is at; null where neither is in the chart. */
  current: number | null;
  /** First and last bucket of what is being chosen, or null. */
  selected: { first: number; last: number } | null;
  handlers: {
    onPointerDown: (event: PointerEvent<HTMLElement>) => void;
    onPointerMove: (event: PointerEvent<HTMLElement>) => void;
    onPointerUp: (event: PointerEvent<HTMLElement>) => void;
    onPointerLeave: () => void;
    onPointerCancel: () => void;
    onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
    onBlur: () => void;
  };
};

const keySteps: Record<string, (count: number, at: number) => number> = {
  ArrowLeft: (_count, at) => at - 1,
  ArrowRight: (_count, at) => at + 1,
  PageDown: (count, at) => at - Math.ceil(count / 10),
  PageUp: (count, at) => at + Math.ceil(count / 10),
  Home: () => 0,
  End: (count) => count - 1,
};

/**
 * Choosing some of `count` buckets: by dragging, or with the arrow keys, Shift for more than one, Enter to choose and
 * Escape to give up. Without `onChoose` buckets can only be looked at.
 */
export function useBrush(count: number, onChoose?: (first: number, last: number) => void): Brush {
  const [current, setCurrent] = useState<number | null>(null);
  const [selection, setSelection] = useState<Selection | null>(null);

  function bucketAt(event: PointerEvent<HTMLElement>): number {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    return within(Math.floor(((event.clientX - left) / Math.max(1, width)) * count));
  }
  function within(index: number): number {
    return Math.min(count - 1, Math.max(0, index));
  }
  function leave(): void {
    setCurrent(null);
    setSelection(null);
  }
  function choose({ anchor, head }: Selection): void {
    leave();
    onChoose?.(Math.min(anchor, head), Math.max(anchor, head));
  }

  return {
    current: current === null ? null : within(current),
    selected: selection && {
      first: Math.min(selection.anchor, selection.head),
      last: Math.max(selection.anchor, selection.head),
    },
    handlers: {
      onPointerDown(event) {
        if (event.button !== 0 || !onChoose) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const at = bucketAt(event);
        setSelection({ anchor: at, head: at });
      },
      onPointerMove(event) {
        const at = bucketAt(event);
        setCurrent(at);
        if (event.currentTarget.hasPointerCapture(event.pointerId) && selection) {
          setSelection({ anchor: selection.anchor, head: at });
        }
      },
      onPointerUp(event) {
        if (!selection || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
        choose({ anchor: selection.anchor, head: bucketAt(event) });
      },
      onPointerLeave() {
        if (selection === null) setCurrent(null);
      },
      onPointerCancel: leave,
      onKeyDown(event) {
        const step = keySteps[event.key];
        if (step) {
          const at = current ?? (event.key === "ArrowRight" ? -1 : count);
          const next = within(step(count, at));
          setCurrent(next);
          setSelection(event.shiftKey && onChoose ? { anchor: selection?.anchor ?? within(at), head: next } : null);
        } else if (event.key === "Enter" && current !== null && onChoose) {
          choose(selection ?? { anchor: current, head: current });
        } else if (event.key === "Escape" && (selection !== null || current !== null)) {
          leave();
        } else return;
        event.preventDefault();
        event.stopPropagation();
      },
      onBlur: leave,
    },
  };
}
