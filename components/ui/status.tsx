import type { HoldState } from "#lib/holds/schemas.ts";
import type { Tone } from "./badge.tsx";
import { classNames } from "./class-names.ts";

/** States of holds and of ledger events, and the words for them. */
export type StatusName = HoldState | "ok" | "held" | "started";

const looks: Record<StatusName, { word: string; tone: Tone; hollow?: true }> = {
  ok: { word: "ok", tone: "success" },
  completed: { word: "completed", tone: "success" },
  approved: { word: "approved", tone: "success", hollow: true },
  started: { word: "started", tone: "accent", hollow: true },
  executing: { word: "starting", tone: "accent", hollow: true },
  dispatched: { word: "running", tone: "accent" },
  pending: { word: "held", tone: "held" },
  held: { word: "held", tone: "held" },
  denied: { word: "denied", tone: "danger", hollow: true },
  failed: { word: "failed", tone: "danger" },
  expired: { word: "expired", tone: "neutral" },
  cancelled: { word: "cancelled", tone: "neutral", hollow: true },
  unknown: { word: "unknown", tone: "unknown" },
};

const dots: Record<Tone, string> = {
  neutral: "border-muted bg-muted",
  accent: "border-accent bg-accent",
  success: "border-success bg-success",
  warning: "border-warning bg-warning",
  danger: "border-danger bg-danger",
  held: "border-held bg-held",
  unknown: "border-unknown bg-unknown",
};

function isStatusName(name: string): name is StatusName {
  return Object.hasOwn(looks, name);
}

/** A dot and a word. A name it does not know is shown as it is, so that nothing is hidden. */
export function Status({ status, word }: { status: string; word?: string }) {
  const look = isStatusName(status) ? looks[status] : { word: status, tone: "neutral" as const, hollow: undefined };
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <StatusDot tone={look.tone} hollow={look.hollow} />
      {word ?? look.word}
    </span>
  );
}

export function StatusDot({ tone, hollow }: { tone: Tone; hollow?: boolean }) {
  return (
    <span
      aria-hidden
      className={classNames("size-2 shrink-0 rounded-full border-2", dots[tone], hollow && "bg-transparent")}
    />
  );
}
