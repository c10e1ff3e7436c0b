import { attrColumns } from "#lib/ledger/event-row.ts";
import type { EventRow } from "#lib/ledger/schemas.ts";

/** `text` comes from callers, people or upstreams, so it may hold anything; `word` is of our own vocabulary or an id. */
type ColumnKind = "time" | "word" | "text" | "number";

/** Every metadata column, in the order of the file, under the name of the API. */
const exportColumns = {
  at: ["at", "time"],
  id: ["id", "word"],
  type: ["type", "word"],
  status: ["status", "word"],
  userName: ["user_name", "text"],
  userId: ["user_id", "text"],
  agent: ["agent", "text"],
  connection: ["connection", "text"],
  kind: ["kind", "word"],
  operation: ["operation", "text"],
  tool: ["tool", "text"],
  decision: ["decision", "word"],
  rule: ["rule", "text"],
  policyVersion: ["policy_version", "number"],
  approver: ["approver", "text"],
  reason: ["reason", "text"],
  clientIp: ["client_ip", "text"],
  httpStatus: ["http_status", "number"],
  errorCode: ["error_code", "text"],
  durationMs: ["duration_ms", "number"],
  upstreamMs: ["upstream_ms", "number"],
  holdMs: ["hold_ms", "number"],
  requestBytes: ["request_bytes", "number"],
  responseBytes: ["response_bytes", "number"],
  callId: ["call_id", "text"],
  holdId: ["hold_id", "text"],
  risk: [attrColumns.risk, "word"],
  masked: [attrColumns.masked, "word"],
} as const satisfies Record<keyof EventRow, readonly [column: string, kind: ColumnKind]>;

export const columnEntries = Object.entries(exportColumns).map(
  ([name, [column, kind]]): { name: string; column: string; kind: ColumnKind } => ({ name, column, kind }),
);

/** RFC 3339 in UTC, as the API says times. */
export const timeSql = `to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
