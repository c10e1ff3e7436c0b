import { storableJson } from "#lib/database/storable-json.ts";
import type { AuditEvent } from "./events.ts";

const columns: Record<keyof AuditEvent, [name: string, type: string]> = {
  at: ["at", "timestamptz"],
  id: ["id", "text"],
  type: ["type", "text"],
  status: ["status", "text"],
  callId: ["call_id", "text"],
  holdId: ["hold_id", "text"],
  userId: ["user_id", "text"],
  userName: ["user_name", "text"],
  agent: ["agent", "text"],
  connection: ["connection", "text"],
  kind: ["kind", "text"],
  operation: ["operation", "text"],
  tool: ["tool", "text"],
  decision: ["decision", "text"],
  rule: ["rule", "text"],
  policyVersion: ["policy_version", "int"],
  approver: ["approver", "text"],
  reason: ["reason", "text"],
  clientIp: ["client_ip", "text"],
  httpStatus: ["http_status", "int"],
  errorCode: ["error_code", "text"],
  durationMs: ["duration_ms", "int"],
  upstreamMs: ["upstream_ms", "int"],
  holdMs: ["hold_ms", "int"],
  requestBytes: ["request_bytes", "bigint"],
  responseBytes: ["response_bytes", "bigint"],
  attrs: ["attrs", "jsonb"],
};

const fields = Object.keys(columns) as (keyof AuditEvent)[];
const names = fields.map((field) => columns[field][0]).join(", ");
const types = fields.map((field) => `"${field}" ${columns[field][1]}`).join(", ");
const values = fields.map((field) => `r."${field}"`).join(", ");

/**
 * The only statement that writes the ledger: many rows from one JSON parameter, so that it runs the same through `pg`
 * and through Prisma's transaction. Writing an event again is a no-op, which makes a retry after a lost answer safe.
 */
const insertEventsSql = `insert into audit_event (${names})
  select ${values} from json_to_recordset($1::json) as r(${types}) on conflict do nothing`;

/** Statement and parameters that append `events`. */
export function insertEventsStatement(events: readonly AuditEvent[]): {
  name: string;
  sql: string;
  parameters: [string];
} {
  return { name: "insert-events", sql: insertEventsSql, parameters: [storableJson(events)] };
}
