import { z } from "zod";
import { countHolds } from "#lib/holds/count-holds.ts";
import { decideHold } from "#lib/holds/decide-hold.ts";
import { listHolds } from "#lib/holds/list-holds.ts";
import { readHold } from "#lib/holds/read-hold.ts";
import { DecideHold, HoldState, HoldView } from "#lib/holds/schemas.ts";
import { defineOperation } from "../_door/define-operation.ts";
import { MaybeTime, Time } from "./fields.ts";

const tag = "holds";
const text = z.string().nullable();

const HoldItem = z.object({
  id: z.string(),
  state: HoldState,
  connection: z.string(),
  kind: z.enum(["mcp", "http"]),
  operation: z.string(),
  tool: text,
  userName: text,
  agent: text,
  rule: z.string(),
  createdAt: Time,
  expiresAt: Time,
  decidedAt: MaybeTime,
  verdict: z
    .object({ verdict: z.enum(["approved", "denied"]), userName: z.string(), reason: z.string(), createdAt: Time })
    .nullable(),
});

const Hold = HoldItem.extend({
  callId: z.string(),
  clientIp: text,
  message: text,
  policyVersion: z.number().int(),
  approverGroups: z.array(z.string()),
  requestDigest: z.string(),
  dispatchedAt: MaybeTime,
  finishedAt: MaybeTime,
  request: z.unknown().describe("What would run; null for who may not read it."),
  mayDecide: z.union([
    z.object({ allowed: z.literal(true) }),
    z.object({ allowed: z.literal(false), why: z.string() }),
  ]),
  eventId: text,
});

export const holdOperations = [
  defineOperation({
    id: "listHolds",
    method: "GET",
    path: "/holds",
    tag,
    summary: "The holds of one view that the person may see; decided ones in pages.",
    query: z.strictObject({ view: HoldView.default("pending"), after: z.string().max(64).optional() }),
    answer: z.object({ holds: z.array(HoldItem.extend({ excerpt: text })), nextAfter: text }),
    run: (context, { query }) => listHolds(context, query),
  }),
  defineOperation({
    id: "countHolds",
    method: "GET",
    path: "/holds/count",
    tag,
    summary: "How many holds wait: for the person asking, and of all they may see.",
    answer: z.object({ mine: z.number().int(), pending: z.number().int() }),
    run: (context) => countHolds(context),
  }),
  defineOperation({
    id: "readHold",
    method: "GET",
    path: "/holds/{id}",
    tag,
    summary: "One hold, with what would run opened for those who decide it and for the one who asked.",
    answer: Hold,
    run: (context, { params }) => readHold(context, params.id),
  }),
  defineOperation({
    id: "decideHold",
    method: "POST",
    path: "/holds/{id}/decide",
    tag,
    summary: "A person's verdict, by their own key made for deciding; with the digest that readHold answered.",
    body: DecideHold.omit({ holdId: true }),
    answer: z.object({ state: z.string() }),
    run: (context, { params, body }) => decideHold(context, { ...body, holdId: params.id }),
  }),
];
