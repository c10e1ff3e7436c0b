import { Prisma } from "#prisma-client";
import type { AuditEvent } from "./events.ts";
import type { EventRow } from "./schemas.ts";

/** Every metadata column under the name of its field; never `attrs`, which is not for lists. */
export const eventColumns = Prisma.sql`
  at, id, type, status, call_id as "callId", hold_id as "holdId", user_id as "userId", user_name as "userName",
  agent, connection, kind, operation, tool, decision, rule, policy_version as "policyVersion", approver, reason,
  client_ip as "clientIp", http_status as "httpStatus", error_code as "errorCode", duration_ms as "durationMs",
  upstream_ms as "upstreamMs", hold_ms as "holdMs", request_bytes as "requestBytes",
  response_bytes as "responseBytes"`;

/** As the driver answers: counts of bytes are bigint. */
export type StoredEvent = Omit<AuditEvent, "attrs" | "requestBytes" | "responseBytes"> & {
  requestBytes: bigint | null;
  responseBytes: bigint | null;
};

export function toEventRow(stored: StoredEvent): EventRow {
  return {
    ...stored,
    requestBytes: stored.requestBytes === null ? null : Number(stored.requestBytes),
    responseBytes: stored.responseBytes === null ? null : Number(stored.responseBytes),
  };
}
