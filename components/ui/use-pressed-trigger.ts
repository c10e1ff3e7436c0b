"use client";

import { useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import { useOverlays } from "./use-overlays.ts";

type PressedTrigger = {
  overlays: ReturnType<typeof useOverlays>;
  /** Goes to the trigger of the primitive. */
  ref: RefObject<HTMLButtonElement | null>;
  /** Of the button that stands there until then. */
  plain: {
    "aria-expanded": boolean;
    onClick: () => void;
    onKeyDown?: (event: KeyboardEvent) => void;
  };
};

/**
 * A button that opens something is only a button until it is pressed. Then the primitive takes its place, and gets the
 * focus and the press. `arrows`: it also opens by the arrow keys. `open`: it is to be open without a press.
 */
export function usePressedTrigger({ arrows = false, open = false } = {}): PressedTrigger {
  const [pressed, setPressed] = useState(false);
  const overlays = useOverlays(pressed || open);
  const ref = useRef<HTMLButtonElement>(null);
  const isReady = pressed && overlays !== null;
  useLayoutEffect(() => {
    if (!isReady) return;
    ref.current?.focus({ preventScroll: true });
    ref.current?.click();
  }, [isReady]);
  const onClick = () => setPressed(true);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    setPressed(true);
  };
  return { overlays, ref, plain: { "aria-expanded": false, onClick, ...(arrows && { onKeyDown }) } };
}
