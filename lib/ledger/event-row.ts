import { Prisma } from "#prisma-client";
import type { EventRow } from "./schemas.ts";

/** Where those fields of a row are that have no column of their own. */
export const attrColumns = {
  risk: "(attrs->>'holdpoint.risk')",
  masked: "(attrs->>'masking.by_kind')",
} as const satisfies Partial<Record<keyof EventRow, string>>;

/** Every metadata column under the name of its field; never all of `attrs`, which is not for lists. */
export const eventColumns = Prisma.sql`
  at, id, type, status, call_id as "callId", hold_id as "holdId", user_id as "userId", user_name as "userName",
  agent, connection, kind, operation, tool, decision, rule, policy_version as "policyVersion", approver, reason,
  client_ip as "clientIp", http_status as "httpStatus", error_code as "errorCode", duration_ms as "durationMs",
  upstream_ms as "upstreamMs", hold_ms as "holdMs", request_bytes as "requestBytes",
  response_bytes as "responseBytes", ${Prisma.raw(attrColumns.risk)} as risk,
  ${Prisma.raw(attrColumns.masked)} as masked`;

/** As the driver answers: counts of bytes are bigint. */
export type StoredEvent = Omit<EventRow, "requestBytes" | "responseBytes"> & {
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
