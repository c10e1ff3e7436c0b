import { Prisma } from "#prisma-client";
import type { AuditEvent } from "./events.ts";
import { notAStep } from "./not-a-step.ts";
import { readableBy, type Reader } from "./reader.ts";
import { eventGroups, type EventFilter, type EventRow } from "./schemas.ts";

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

/** The condition that `filter` and the reader's rights make; what is not given matches everything. */
export function eventCondition(filter: EventFilter, reader: Reader | null): Prisma.Sql {
  const conditions = [notAStep];
  if (filter.group) conditions.push(Prisma.sql`type in (${Prisma.join([...eventGroups[filter.group]])})`);
  if (reader) conditions.push(readableBy(reader));
  if (filter.user !== undefined) conditions.push(Prisma.sql`user_name = ${filter.user}`);
  if (filter.agent !== undefined) conditions.push(Prisma.sql`agent = ${filter.agent}`);
  if (filter.connection !== undefined) conditions.push(Prisma.sql`connection = ${filter.connection}`);
  if (filter.tool !== undefined) conditions.push(Prisma.sql`tool = ${filter.tool}`);
  if (filter.status !== undefined) conditions.push(Prisma.sql`status = ${filter.status}`);
  if (filter.from !== undefined) conditions.push(Prisma.sql`at >= ${filter.from}`);
  if (filter.to !== undefined) conditions.push(Prisma.sql`at < ${filter.to}`);
  return Prisma.join(conditions, " and ");
}
