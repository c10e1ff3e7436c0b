"use client";

import {
  useEffect,
  useRef,
  useState,
  type FocusEvent,
  type PointerEvent,
  type ReactElement,
  type ReactNode,
} from "react";
import { useOverlays } from "./use-overlays.ts";

const restMs = 400;
/** For the way of the pointer onto the words, which may be read and copied. */
const leaveMs = 120;
let lastShownAt = 0;

/** Shows `content` on hover and focus of its one child. Never the only place for something people need. */
export function Tooltip({ content, children }: { content: ReactNode; children: ReactElement }) {
  const [anchor, setAnchor] = useState<Element | null>(null);
  const Base = useOverlays(anchor !== null)?.Tooltip;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  function later(next: Element | null, afterMs: number): void {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => show(next), afterMs);
  }
  function show(next: Element | null): void {
    clearTimeout(timer.current);
    setAnchor((before) => {
      if (before) lastShownAt = Date.now();
      return next;
    });
  }
  return (
    <>
      <span
        className="contents"
        onPointerEnter={({ pointerType, currentTarget }: PointerEvent) => {
          if (pointerType === "touch") return;
          // From one to the next they show at once.
          later(currentTarget.firstElementChild, Date.now() - lastShownAt < restMs ? 0 : restMs);
        }}
        onPointerLeave={() => later(null, leaveMs)}
        onPointerDown={() => show(null)}
        onFocus={({ target, currentTarget }: FocusEvent) => {
          if (target.matches(":focus-visible")) show(currentTarget.firstElementChild);
        }}
        onBlur={() => show(null)}
      >
        {children}
      </span>
      {anchor && Base && (
        <Base.Root open onOpenChange={(open) => !open && show(null)}>
          <Base.Portal>
            <Base.Positioner anchor={anchor} sideOffset={6} className="z-50">
              <Base.Popup
                onPointerEnter={() => clearTimeout(timer.current)}
                onPointerLeave={() => later(null, leaveMs)}
                className="max-w-80 rounded-md border bg-raised px-2 py-1 text-xs text-text shadow-raised"
              >
                {content}
              </Base.Popup>
            </Base.Positioner>
          </Base.Portal>
        </Base.Root>
      )}
    </>
  );
}
