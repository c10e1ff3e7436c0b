"use client";

import type { ReactElement, ReactNode } from "react";
import { Popover as Base } from "@base-ui/react/popover";

type PopoverProps = {
  /** Its name, read when it opens. */
  label: string;
  /** Must be one button. */
  trigger: ReactElement;
  children: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  align?: "start" | "end";
};

/** Controls under a button, for more than a list of actions; for that, use Menu. Escape and a click elsewhere close it. */
export function Popover({ label, trigger, children, open, onOpenChange, align = "end" }: PopoverProps) {
  return (
    <Base.Root
      {...(open !== undefined && { open })}
      {...(onOpenChange && { onOpenChange: (next: boolean) => onOpenChange(next) })}
    >
      <Base.Trigger render={trigger} />
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
