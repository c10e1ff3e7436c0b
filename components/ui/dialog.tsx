"use client";

import { useState, type ReactNode } from "react";
import { X } from "lucide-react";
import { classNames } from "./class-names.ts";
import { iconButtonClass } from "./icon-button.tsx";
import { useOverlays } from "./use-overlays.ts";

const backdrop =
  "fixed inset-0 z-40 bg-backdrop transition-opacity duration-150 data-ending-style:opacity-0 data-starting-style:opacity-0";

type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  /** Buttons, in the order they are read; the one that acts last. */
  footer?: ReactNode;
  children?: ReactNode;
  wide?: boolean;
};

/** A modal question or form. Escape and the backdrop close it. */
export function Dialog({ open, onOpenChange, title, description, footer, children, wide }: DialogProps) {
  const Base = useOpened(open);
  if (!Base) return null;
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className={backdrop} />
        <Base.Popup
          className={classNames(
            "fixed top-1/2 left-1/2 z-50 flex max-h-[85dvh] w-[calc(100vw-2rem)] -translate-x-1/2 -translate-y-1/2 flex-col",
            "rounded-lg border bg-raised shadow-raised transition-opacity duration-100",
            "data-ending-style:opacity-0 data-starting-style:opacity-0",
            wide ? "max-w-3xl" : "max-w-md",
          )}
        >
          <PanelHeader Base={Base} title={title} description={description} />
          <div className="min-h-0 grow overflow-y-auto px-4 pb-4">{children}</div>
          {footer && <div className="flex flex-wrap justify-end gap-2 border-t px-4 py-3">{footer}</div>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

type SheetProps = Omit<DialogProps, "wide"> & {
  side?: "right" | "left";
  /** Leaves the page behind it usable, for reading one row after another. */
  modal?: boolean;
  className?: string;
};

/** A panel at the side of the page; the whole width of a phone. */
export function Sheet(props: SheetProps) {
  const { open, onOpenChange, title, description, footer, children, side = "right", modal = true, className } = props;
  const Base = useOpened(open);
  if (!Base) return null;
  return (
    <Base.Root open={open} onOpenChange={onOpenChange} modal={modal} disablePointerDismissal={!modal}>
      <Base.Portal>
        {modal && <Base.Backdrop className={backdrop} />}
        <Base.Popup
          data-beside={modal ? undefined : ""}
          className={classNames(
            "fixed inset-y-0 z-50 flex w-full flex-col bg-raised shadow-raised transition-transform duration-150",
            side === "right"
              ? "right-0 border-l data-ending-style:translate-x-full data-starting-style:translate-x-full"
              : "left-0 border-r data-ending-style:-translate-x-full data-starting-style:-translate-x-full",
            className ?? "sm:max-w-xl",
          )}
        >
          <PanelHeader Base={Base} title={title} description={description} />
          <div className="min-h-0 grow overflow-y-auto px-4 pb-6">{children}</div>
          {footer && <div className="border-t bg-raised px-4 py-3">{footer}</div>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

type Base = NonNullable<ReturnType<typeof useOverlays>>["Dialog"];

/** What dialogs are made of, from the first time that this one is open: it must be there to close, too. */
function useOpened(open: boolean): Base | undefined {
  const [wasOpen, setWasOpen] = useState(open);
  if (open && !wasOpen) setWasOpen(true);
  return useOverlays(open || wasOpen)?.Dialog;
}

function PanelHeader({ Base, title, description }: { Base: Base } & Pick<DialogProps, "title" | "description">) {
  return (
    <div className="flex items-start gap-3 px-4 pt-3 pb-3">
      <div className="min-w-0 grow pt-0.5">
        <Base.Title className="text-base font-semibold break-words">{title}</Base.Title>
        {description && <Base.Description className="text-sm text-muted">{description}</Base.Description>}
      </div>
      <Base.Close aria-label="Close" className={iconButtonClass}>
        <X aria-hidden />
      </Base.Close>
    </div>
  );
}
