"use client";

import { cloneElement, type HTMLAttributes, type ReactElement, type ReactNode } from "react";
import { usePressedTrigger } from "./use-pressed-trigger.ts";

type PopoverProps = {
  /** Its name, read when it opens. */
  label: string;
  /** Must be one button. */
  trigger: ReactElement<HTMLAttributes<HTMLElement>>;
  children: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  align?: "start" | "end";
};

/** Controls under a button, for more than a list of actions; for that, use Menu. Escape and a click elsewhere close it. */
export function Popover({ label, trigger, children, open, onOpenChange, align = "end" }: PopoverProps) {
  const { overlays, ref, plain } = usePressedTrigger(open === undefined ? {} : { open });
  if (!overlays) return cloneElement(trigger, { ...plain, "aria-haspopup": "dialog" });
  const Base = overlays.Popover;
  return (
    <Base.Root
      {...(open !== undefined && { open })}
      {...(onOpenChange && { onOpenChange: (next: boolean) => onOpenChange(next) })}
    >
      <Base.Trigger ref={ref} render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} sideOffset={4} className="z-50">
          <Base.Popup
            aria-label={label}
            className="max-h-[min(32rem,var(--available-height))] max-w-[calc(100vw-1rem)] min-w-48 overflow-y-auto rounded-md border bg-raised p-2 shadow-raised outline-none"
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
