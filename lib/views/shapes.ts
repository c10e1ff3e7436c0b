// Apart from schemas.ts, so that pages that check no input need not load what checks it.

/** Spans up to now. */
export const spans = ["15m", "1h", "4h", "24h", "7d", "30d", "all"] as const;
export type Span = (typeof spans)[number];

/** Columns of the audit log, in the order in which they are offered. */
export const viewColumns = [
  "time",
  "user",
  "agent",
  "server",
  "operation",
  "status",
  "decision",
  "duration",
  "rule",
  "approver",
  "address",
  "event",
  "reason",
  "error",
  "http",
  "upstream",
  "held",
  "request",
  "response",
  "version",
  "risk",
  "masked",
] as const;
export type ViewColumn = (typeof viewColumns)[number];

/** How the events of a search are shown: one by one, or grouped. */
export const viewShapes = ["list", "top", "series", "table"] as const;
export type ViewShape = (typeof viewShapes)[number];

/** What is measured of each group. */
export const measures = ["count", "duration_p95", "response_bytes"] as const;
export type Measure = (typeof measures)[number];
