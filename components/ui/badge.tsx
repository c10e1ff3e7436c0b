import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

export type Tone = "neutral" | "accent" | "success" | "warning" | "danger" | "held" | "unknown";

const tones: Record<Tone, string> = {
  neutral: "bg-hover text-muted",
  accent: "bg-selected text-accent",
  success: "bg-success-soft text-success",
  warning: "bg-warning-soft text-warning",
  danger: "bg-danger-soft text-danger",
  held: "bg-held-soft text-held",
  unknown: "bg-unknown-soft text-unknown",
};

/** A small label: a role, a kind, a count. For states of calls and holds use Status. */
export function Badge({ tone = "neutral", children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span
      className={classNames(
        "inline-flex h-5 min-w-5 items-center justify-center rounded-sm px-1.5 text-xs font-medium whitespace-nowrap",
        tones[tone],
      )}
    >
      {children}
    </span>
  );
}
