import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { StatusDot } from "./status.tsx";
import type { Tone } from "./badge.tsx";

type BannerTone = Extract<Tone, "neutral" | "accent" | "success" | "warning" | "danger" | "held" | "unknown">;

const tones: Record<BannerTone, string> = {
  neutral: "bg-hover",
  accent: "bg-selected",
  success: "bg-success-soft",
  warning: "bg-warning-soft",
  danger: "bg-danger-soft",
  held: "bg-held-soft",
  unknown: "bg-unknown-soft",
};

type BannerProps = { tone?: BannerTone; title?: ReactNode; children?: ReactNode; action?: ReactNode };

/** Something to know before reading on. Errors are announced at once, the rest politely. */
export function Banner({ tone = "neutral", title, children, action }: BannerProps) {
  return (
    <div
      role={tone === "danger" ? "alert" : "status"}
      className={classNames("flex items-start gap-2.5 rounded-md px-3 py-2 text-sm", tones[tone])}
    >
      <span className="flex h-5 items-center">
        <StatusDot tone={tone} />
      </span>
      <div className="min-w-0 grow break-words">
        {title && <p className="font-medium">{title}</p>}
        {children && <div>{children}</div>}
      </div>
      {action}
    </div>
  );
}
