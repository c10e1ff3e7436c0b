import type { AuditChange } from "../search-params.ts";

/** Searches that auditors begin with, for everybody from the start. */
export const readyViews: readonly { name: string; change: AuditChange }[] = [
  { name: "Denied and failed calls", change: { query: "group:calls status:(denied OR failed)" } },
  { name: "Held calls and decisions", change: { query: "group:approvals" } },
  { name: "What was masked", change: { query: "masked:*", show: "top", by: ["masked"] } },
  { name: "Payloads read and logs exported", change: { query: "type:(payload.viewed OR audit.exported)" } },
  { name: "Changes of configuration", change: { query: "group:administration" } },
  { name: "Sign-ins that failed", change: { query: "type:session.refused" } },
  { name: "Slowest calls", change: { query: "group:calls", sort: "slowest" } },
  { name: "Most called tools", change: { query: "group:calls", show: "top", by: ["tool"] } },
  { name: "Errors over time, by server", change: { query: "status:failed", show: "series", by: ["server"] } },
];
