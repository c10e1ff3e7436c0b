"use client";

import type { ButtonHTMLAttributes, ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { Tooltip } from "./tooltip.tsx";

export const iconButtonClass = classNames(
  "inline-flex size-7 shrink-0 cursor-pointer items-center justify-center rounded-md text-muted transition-colors",
  "hover:bg-hover hover:text-text disabled:cursor-not-allowed disabled:opacity-55 [&>svg]:size-4",
);

type IconButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & { label: string; children: ReactNode };

/** A button that is only an icon; `label` is its name, also shown on hover and focus. */
export function IconButton({ label, children, className, ...rest }: IconButtonProps) {
  return (
    <Tooltip content={label}>
      <button type="button" {...rest} aria-label={label} className={classNames(iconButtonClass, className)}>
        {children}
      </button>
    </Tooltip>
  );
}
