import { z } from "zod";
import { breakGlass } from "#lib/holds/break-glass.ts";
import { commentHold } from "#lib/holds/comment-hold.ts";
import { countHolds } from "#lib/holds/count-holds.ts";
import { decideHold } from "#lib/holds/decide-hold.ts";
import { listHolds } from "#lib/holds/list-holds.ts";
import { readHold } from "#lib/holds/read-hold.ts";
import { reviewHold } from "#lib/holds/review-hold.ts";
import { BreakGlass, CommentHold, DecideHold, HoldState, HoldView, ReviewHold } from "#lib/holds/schemas.ts";
import { withdrawHold } from "#lib/holds/withdraw-hold.ts";
import { listGrants } from "#lib/grants/list-grants.ts";
import { revokeGrant } from "#lib/grants/revoke-grant.ts";
import { Pins } from "#lib/grants/schemas.ts";
import { defineOperation } from "../_door/define-operation.ts";
import { MaybeTime, Time } from "./fields.ts";

const tag = "holds";
const text = z.string().nullable();

const Verdict = z.object({
  verdict: z.enum(["approved", "denied"]),
  userName: z.string(),
  reason: z.string(),
  createdAt: Time,
});

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
  verdict: Verdict.nullable().describe("The one that decided; null while it waits."),
  votes: z.array(Verdict),
  quorums: z.array(
    z.array(z.object({ groups: z.array(z.string()), required: z.number().int(), given: z.number().int() })),
  ),
  edited: z.boolean().describe("Its arguments were changed as it was approved."),
  awaitsReview: z.boolean().describe("One person released it alone, and nobody else has looked at it yet."),
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
  changes: z
    .array(z.object({ path: z.string(), before: text, after: text }))
    .nullable()
    .describe(
      "What an approver changed: values as JSON, null where absent; null where nothing, or for who may not read it.",
    ),
  editable: text.describe("JSON that the person asking may change as they approve (`edited` of the decision)."),
  reasonOptional: z.boolean().describe("Whether an approval may go without a reason."),
  mayDecide: z.union([
    z.object({ allowed: z.literal(true), inPlaceOf: z.array(z.string()) }),
    z.object({ allowed: z.literal(false), why: z.string() }),
  ]),
  mayWithdraw: z.boolean(),
  mayBreakGlass: z.boolean(),
  grants: z
    .object({ maxS: z.number().int(), always: z.array(z.string()), choices: z.array(z.string()) })
    .nullable()
    .describe("What the person asking may grant with their approval."),
  comments: z.array(z.object({ id: z.string(), userName: z.string(), text: z.string(), createdAt: Time })),
  mayComment: z.boolean(),
  approverPeople: z
    .array(z.string())
    .describe("Those who were in the approvers' groups when it was held; empty where that is not fixed."),
  escalatesAt: MaybeTime,
  escalationGroups: z.array(z.string()),
  brokeGlass: z.object({ mayReview: z.boolean(), reviewedByName: text, note: text }).nullable(),
  eventId: text,
});

const Grant = z.object({
  id: z.string(),
  holdId: z.string(),
  state: z.enum(["active", "ended", "revoked"]),
  userName: text,
  agent: text,
  connection: z.string(),
  operation: z.string(),
  tool: text,
  rule: z.string(),
  pins: Pins,
  grantedByName: z.string(),
  reason: z.string(),
  createdAt: Time,
  expiresAt: Time,
  uses: z.number().int(),
  lastUsedAt: MaybeTime,
  revokedByName: text,
  mayRevoke: z.boolean(),
});

export const holdOperations = [
  defineOperation({
    id: "listHolds",
    method: "GET",
    path: "/holds",
    tag,
    summary: "The holds of one view that the person may see; decided ones in pages.",
    query: z.strictObject({ view: HoldView.default("pending"), after: z.string().max(64).optional() }),
    answer: z.object({
      holds: z.array(
        HoldItem.extend({
          excerpt: text,
          decidable: z
            .object({ requestDigest: z.string(), sameness: z.string(), reasonOptional: z.boolean() })
            .nullable()
            .describe("What a decision needs; null where the person asking may not decide it now."),
        }),
      ),
      nextAfter: text,
    }),
    run: (context, { query }) => listHolds(context, query),
  }),
  defineOperation({
    id: "countHolds",
    method: "GET",
    path: "/holds/count",
    tag,
    summary: "How many holds wait: for the person asking, and of all they may see.",
    answer: z.object({ mine: z.number().int(), pending: z.number().int(), review: z.number().int() }),
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
  defineOperation({
    id: "breakGlass",
    method: "POST",
    path: "/holds/{id}/break-glass",
    tag,
    summary:
      "One person of a rule's break-glass groups releases a held call alone; somebody else reviews it afterwards.",
    body: BreakGlass.omit({ holdId: true }),
    answer: z.object({ state: z.string() }),
    run: (context, { params, body }) => breakGlass(context, { ...body, holdId: params.id }),
  }),
  defineOperation({
    id: "commentHold",
    method: "POST",
    path: "/holds/{id}/comments",
    tag,
    summary: "Says something about a held call without deciding it; for those who may read what it says.",
    status: 201,
    body: CommentHold.omit({ holdId: true }),
    answer: z.object({ id: z.string() }),
    run: (context, { params, body }) => commentHold(context, { ...body, holdId: params.id }),
  }),
  defineOperation({
    id: "reviewHold",
    method: "POST",
    path: "/holds/{id}/review",
    tag,
    summary: "Somebody else says what they found of a call that one person released alone.",
    body: ReviewHold.omit({ holdId: true }),
    answer: z.object({ reviewed: z.literal(true) }),
    run: async (context, { params, body }) => {
      await reviewHold(context, { ...body, holdId: params.id });
      return { reviewed: true as const };
    },
  }),
  defineOperation({
    id: "withdrawHold",
    method: "POST",
    path: "/holds/{id}/withdraw",
    tag,
    summary: "The person who asked takes the call back, while nothing was sent.",
    answer: z.object({ state: z.string() }),
    run: (context, { params }) => withdrawHold(context, { holdId: params.id }),
  }),
  defineOperation({
    id: "listGrants",
    method: "GET",
    path: "/grants",
    tag,
    summary: "Grants that let like calls through, those in force first.",
    answer: z.object({ grants: z.array(Grant) }),
    run: async (context) => ({ grants: await listGrants(context) }),
  }),
  defineOperation({
    id: "revokeGrant",
    method: "POST",
    path: "/grants/{id}/revoke",
    tag,
    summary: "Ends a grant at once: the next like call is held again.",
    answer: z.object({ state: z.literal("revoked") }),
    run: async (context, { params }) => {
      await revokeGrant(context, { grantId: params.id });
      return { state: "revoked" as const };
    },
  }),
];
