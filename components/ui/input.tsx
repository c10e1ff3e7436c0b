"use client";

import type { ComponentProps } from "react";
import { classNames } from "./class-names.ts";
import { useFieldAttributes } from "./field.tsx";

const control = classNames(
  "rounded-md border border-control bg-surface text-text disabled:cursor-not-allowed disabled:opacity-60",
  "aria-invalid:border-danger focus-visible:-outline-offset-1",
);

// 16 px on a phone: a smaller text makes iOS zoom into the field.
const textSize = "text-lg sm:text-sm";

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return (
    <input
      {...useFieldAttributes()}
      {...rest}
      className={classNames(control, textSize, "h-8 w-full px-2", className)}
    />
  );
}

export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return (
    <textarea
      rows={3}
      {...useFieldAttributes()}
      {...rest}
      className={classNames(control, textSize, "w-full px-2 py-1.5", className)}
    />
  );
}

export function Select({ className, children, ...rest }: ComponentProps<"select">) {
  return (
    <select
      {...useFieldAttributes()}
      {...rest}
      className={classNames(control, textSize, "h-8 w-full cursor-pointer px-1.5", className)}
    >
      {children}
    </select>
  );
}

export function Checkbox({ label, className, ...rest }: ComponentProps<"input"> & { label: React.ReactNode }) {
  return (
    <label className={classNames("inline-flex min-h-7 cursor-pointer items-center gap-2 text-sm", className)}>
      <input {...rest} type="checkbox" className="size-4 cursor-pointer accent-accent" />
      {label}
    </label>
  );
}
