"use client";

import { useSyncExternalStore } from "react";
import { formatCountdown, formatExact, formatRelative } from "./time-format.ts";
import { Tooltip } from "./tooltip.tsx";
import { useNow } from "./use-now.ts";

type TimeProps = { at: Date | string };

/** "2 min ago", kept current; the exact time with its zone on hover and focus. For lists. */
export function RelativeTime({ at }: TimeProps) {
  const date = new Date(at);
  const now = useNow(10_000);
  return (
    <Tooltip content={<span className="font-mono">{formatExact(date)}</span>}>
      <time dateTime={date.toISOString()} suppressHydrationWarning className="whitespace-nowrap">
        {formatRelative(date, now)}
      </time>
    </Tooltip>
  );
}

/** The exact time with its zone. For details. */
export function ExactTime({ at }: TimeProps) {
  const date = new Date(at);
  const timeZone = useReaderTimeZone();
  return (
    <time dateTime={date.toISOString()} className="font-mono text-xs whitespace-nowrap">
      {formatExact(date, timeZone)}
    </time>
  );
}

/** Time left as a ticking clock; calls attention to the last minute by words and colour. */
export function Countdown({ until }: { until: Date | string }) {
  const date = new Date(until);
  const leftMs = date.getTime() - useNow(1_000);
  if (leftMs <= 0) return <span className="text-muted">time is up</span>;
  return (
    <span suppressHydrationWarning className={leftMs < 60_000 ? "font-medium text-danger" : undefined}>
      <time dateTime={date.toISOString()} suppressHydrationWarning className="font-mono">
        {formatCountdown(leftMs)}
      </time>{" "}
      left
    </span>
  );
}

/** UTC while the server's markup is taken over, then the reader's own zone: text of the same width, so nothing jumps. */
export function useReaderTimeZone(): string {
  return useSyncExternalStore(
    () => () => {},
    () => Intl.DateTimeFormat().resolvedOptions().timeZone,
    () => "UTC",
  );
}
