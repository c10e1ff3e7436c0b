import { z } from "zod";
import { EventStatus, EventType } from "#lib/ledger/events.ts";
import { listEvents } from "#lib/ledger/list-events.ts";
import { readEvent } from "#lib/ledger/read-event.ts";
import { EventFilter } from "#lib/ledger/schemas.ts";
import { readPayloads } from "#lib/payloads/read-payloads.ts";
import { defineOperation } from "../_door/define-operation.ts";
import { Instant, Time } from "./fields.ts";

const tag = "audit log";
const text = z.string().nullable();
const count = z.number().int().nullable();

const Event = z.object({
  at: Time,
  id: z.string(),
  type: EventType,
  status: EventStatus,
  callId: text,
  holdId: text,
  userId: text,
  userName: text,
  agent: text,
  connection: text,
  kind: z.enum(["mcp", "http"]).nullable(),
  operation: text,
  tool: text,
  decision: z.enum(["allow", "deny", "hold"]).nullable(),
  rule: text,
  policyVersion: count,
  approver: text,
  reason: text,
  clientIp: text,
  httpStatus: count,
  errorCode: text,
  durationMs: count,
  upstreamMs: count,
  holdMs: count,
  requestBytes: count,
  responseBytes: count,
});

const Direction = z.enum(["request", "response"]);

const Payload = z.object({
  direction: Direction,
  at: Time,
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  contentType: text,
  bytes: z.number().int(),
  sha256: z.string(),
  truncated: z.boolean(),
  body: z.discriminatedUnion("kind", [
    z.object({ kind: z.enum(["empty", "binary"]) }),
    z.object({ kind: z.enum(["text", "json"]), text: z.string() }),
  ]),
});

const EventQuery = EventFilter.omit({ from: true, to: true }).extend({
  from: Instant.optional(),
  to: Instant.optional(),
  older: z.string().max(200).optional().describe("olderCursor of an earlier answer."),
  newer: z.string().max(200).optional().describe("newerCursor of an earlier answer."),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

export const auditOperations = [
  defineOperation({
    id: "listAuditEvents",
    method: "GET",
    path: "/audit-events",
    tag,
    summary: "The audit log, newest first, metadata only; without the right to all of it, the caller's own activity.",
    query: EventQuery,
    answer: z.object({ events: z.array(Event), olderCursor: text, newerCursor: text }),
    run: (context, { query: { older, newer, limit, ...filter } }) =>
      listEvents(context, { filter, limit, older, newer }),
  }),
  defineOperation({
    id: "readAuditEvent",
    method: "GET",
    path: "/audit-events/{id}",
    tag,
    summary: "One event in full, with what happened before and after it in the same call or hold.",
    answer: z.object({
      event: Event.extend({ attrs: z.record(z.string(), z.unknown()) }),
      timeline: z.array(Event),
      payloads: z.array(z.object({ direction: Direction, bytes: z.number().int(), truncated: z.boolean() })),
    }),
    run: (context, { params }) => readEvent(context, params),
  }),
  defineOperation({
    id: "readPayloads",
    method: "GET",
    path: "/calls/{callId}/payloads",
    tag,
    summary: "Request and response of a call, for auditors; that they were read is recorded first.",
    answer: z.object({ payloads: z.array(Payload) }),
    run: async (context, { params }) => ({ payloads: await readPayloads(context, params) }),
  }),
];
