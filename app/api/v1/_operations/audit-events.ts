import { z } from "zod";
import { pullEvents } from "#lib/pulls/pull-events.ts";
import { EventStatus, EventType } from "#lib/ledger/events.ts";
import { readEvent } from "#lib/ledger/read-event.ts";
import { readPayloads } from "#lib/payloads/read-payloads.ts";
import { SortOrder, Search } from "#lib/search/schemas.ts";
import { searchEvents } from "#lib/search/search-events.ts";
import { defineOperation } from "../_door/define-operation.ts";
import { Instant, MaybeTime, Time } from "./fields.ts";

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
  risk: text.describe("What the call may do: read, write, high, or unknown where its tool does not say."),
  masked: text.describe("What was masked in this step: kind:count, with spaces between."),
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

const EventQuery = z.strictObject({
  query: Search.shape.query.describe("As in the search bar: server:github -status:ok duration:>2s (docs/audit.md)."),
  from: Instant.optional().describe("Included."),
  to: Instant.optional().describe("Not included."),
  order: SortOrder.or(z.literal("delivery"))
    .default("newest")
    .describe("delivery: as committed, for programs that keep a copy; no event is left out and none comes twice."),
  after: z.string().max(200).optional().describe("afterCursor of an earlier answer."),
  before: z.string().max(200).optional().describe("beforeCursor of an earlier answer; not in order of delivery."),
  limit: z.coerce.number().int().min(1).max(1_000).default(50),
});

const EventPage = z.object({
  events: z.array(Event),
  beforeCursor: text,
  afterCursor: text.describe("Null: there is no more. In order of delivery never null: it finds what comes later."),
  searchedTo: MaybeTime.describe("How far it looked, where what was asked for is rare; the next page goes on there."),
  caughtUp: z.boolean().optional().describe("In order of delivery: there is nothing more for now."),
});

export const auditOperations = [
  defineOperation({
    id: "listAuditEvents",
    method: "GET",
    path: "/audit-events",
    tag,
    summary: "Events of a search, metadata only; without the right to all of them, the caller's own activity.",
    query: EventQuery,
    answer: EventPage,
    run: async (context, { query: { query, from, to, order, after, before, limit } }) => {
      const search = { query, from, to };
      if (order !== "delivery") return searchEvents(context, { search, sort: order, after, before, limit });
      return { beforeCursor: null, searchedTo: null, ...(await pullEvents(context, { search, after, limit })) };
    },
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
