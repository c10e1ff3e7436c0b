import { z } from "zod";
import type { QuorumProgress } from "#lib/approvals/schemas.ts";
import { GrantTerms } from "#lib/grants/schemas.ts";
import { holdViews } from "./shapes.ts";

/**
 * pending → approved → executing → dispatched → completed | failed | unknown; pending → denied | expired | cancelled;
 * approved → expired. Every move is one conditional update judged by database time.
 */
export const HoldState = z.enum([
  "pending",
  "approved",
  "executing",
  "dispatched",
  "completed",
  "failed",
  "unknown",
  "denied",
  "expired",
  "cancelled",
]);
export type HoldState = z.infer<typeof HoldState>;

/** What would run, as sealed in the hold and shown to the approver. */
export const HeldRequest = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("mcp"), tool: z.string().nullable(), arguments: z.unknown() }),
  z.object({
    kind: z.literal("http"),
    method: z.string(),
    path: z.string(),
    query: z.string(),
    /** Parsed where it is JSON, else text where it is UTF-8, else null with the digest. */
    body: z.unknown(),
    bodySha256: z.string(),
  }),
]);
export type HeldRequest = z.infer<typeof HeldRequest>;

const HoldId = z.string().max(64);
const Digest = z.string().regex(/^[0-9a-f]{64}$/);
const Reason = z.string().trim().max(2_000);

export const DecideHold = z.object({
  holdId: HoldId,
  verdict: z.enum(["approved", "denied"]),
  /** An approval may go without one where its rules say so. */
  reason: Reason.default(""),
  /** The digest the page showed: what is approved is what was read. */
  requestDigest: Digest,
  /** With the last approval: like calls of this caller need none for a while. */
  grant: GrantTerms.optional(),
  /** With an approval, where the rules let one: JSON of the arguments (of HTTP: the body) that run instead. */
  edited: z.string().max(1_000_000).optional(),
});
export type DecideHold = z.infer<typeof DecideHold>;

/** `confirm` is typed by the person: releasing a call alone is nothing to be clicked. */
export const BreakGlass = z.strictObject({
  holdId: HoldId,
  requestDigest: Digest,
  reason: Reason.min(10, "Say in a sentence why this cannot wait for the others; everybody reads it."),
  confirm: z.literal("break glass", "Type: break glass"),
});
export type BreakGlass = z.infer<typeof BreakGlass>;

export const ReviewHold = z.strictObject({
  holdId: HoldId,
  note: z.string().trim().min(1, "Say what you found.").max(2_000),
});
export type ReviewHold = z.infer<typeof ReviewHold>;

export const CommentHold = z.strictObject({
  holdId: HoldId,
  text: z.string().trim().min(1, "Write something.").max(2_000),
});
export type CommentHold = z.infer<typeof CommentHold>;

export type HoldComment = { id: string; userName: string; text: string; createdAt: Date };

export const WithdrawHold = z.strictObject({ holdId: HoldId });
export type WithdrawHold = z.infer<typeof WithdrawHold>;

export const HoldView = z.enum(holdViews);
export type HoldView = z.infer<typeof HoldView>;

export type HoldCounts = { mine: number; pending: number; review: number };

export const ListHolds = z.object({
  view: HoldView,
  /** The id of the last hold of the page before; decided holds only. */
  after: z.string().max(64).nullish(),
});

export type HoldVerdict = { verdict: "approved" | "denied"; userName: string; reason: string; createdAt: Date };

/** Whether the person asking may decide a hold now, for whom who is away, and if not, why in a sentence. */
export type MayDecide = { allowed: true; inPlaceOf: string[] } | { allowed: false; why: string };

/** One row of the list. */
export type HoldListItem = {
  id: string;
  state: HoldState;
  connection: string;
  kind: "mcp" | "http";
  operation: string;
  tool: string | null;
  userName: string | null;
  agent: string | null;
  rule: string;
  createdAt: Date;
  expiresAt: Date;
  decidedAt: Date | null;
  /** The one that decided; null while it waits. */
  verdict: HoldVerdict | null;
  /** Everybody who has said something, in order. */
  votes: HoldVerdict[];
  /** How far each quorum of each rule is; empty where one approval is enough. */
  quorums: QuorumProgress[][];
  /** Its arguments were changed as it was approved. */
  edited: boolean;
  /** One person released it alone, and nobody else has looked at it yet. */
  awaitsReview: boolean;
};

/** A row of the list with the beginning of what would run, on one line; null for people who may not read that. */
export type HoldRow = HoldListItem & {
  excerpt: string | null;
  /** What a decision from the list needs; null where the person asking may not decide it now. */
  decidable: {
    requestDigest: string;
    /** Equal for calls that are the same but for their caller. */
    sameness: string;
    reasonOptional: boolean;
  } | null;
};

export type HoldPage = { holds: HoldRow[]; nextAfter: string | null };

/** A hold as its own page shows it. */
export type HoldDetail = HoldListItem & {
  callId: string;
  clientIp: string | null;
  message: string | null;
  policyVersion: number;
  approverGroups: string[];
  requestDigest: string;
  dispatchedAt: Date | null;
  finishedAt: Date | null;
  /** What would run; null for people who neither asked for it nor may decide it: they see that it is, not what it says. */
  request: HeldRequest | null;
  mayDecide: MayDecide;
  /** What runs in place of the arguments it came with, and what is different; null where nothing is, or it may not be read. */
  changes: RequestChange[] | null;
  /** JSON of what the person asking may change as they approve; null where nothing. */
  editable: string | null;
  /** Whether an approval may go without a reason. */
  reasonOptional: boolean;
  /** Whether the person asking may take it back: they asked for it, and nothing was sent. */
  mayWithdraw: boolean;
  /** Whether the person asking may release it alone. */
  mayBreakGlass: boolean;
  /** What the person asking may grant with their approval; null where nothing. */
  grants: { maxS: number; always: string[]; choices: string[] } | null;
  /** What people said of it without deciding it, in order. */
  comments: HoldComment[];
  /** Whether the person asking may say something. */
  mayComment: boolean;
  /** E-mail of those who were in the approvers' groups when it was held; empty where that is not fixed. */
  approverPeople: string[];
  escalatesAt: Date | null;
  escalationGroups: string[];
  /** Released by one person alone: whether the person asking may review it, and what the review was. */
  brokeGlass: { mayReview: boolean; reviewedByName: string | null; note: string | null } | null;
  /** The newest entry of the call in the audit log; null for people who may not read it there. */
  eventId: string | null;
};

/** A value that differs between two requests, as JSON; null where it is absent. */
export type RequestChange = { path: string; before: string | null; after: string | null };

/** What helps to decide beyond the call itself; parts are null for people who may not know them. */
export type HoldBackground = {
  /** Conditions of the rules that hold it, and what they saw of the call; null: it could not be read. */
  conditions: { rule: string; when: string; values: { expression: string; value: string | null }[] }[];
  /** The last approved call of this kind that ran, and what is different now. */
  before: { holdId: string; at: Date; changes: RequestChange[]; same: number } | null;
  /** Of the caller, in the hour before it asked. */
  lastHour: {
    calls: number;
    failed: number;
    denied: number;
    held: number;
    most: { what: string; count: number }[];
    others: number;
  } | null;
};

/** What the live stream tells a browser: that a hold it may see has moved. */
export const HoldNotice = z.object({
  id: z.string(),
  state: HoldState,
  /** False where it is where it was, and somebody has said something. */
  isNew: z.boolean(),
  forMe: z.boolean(),
  /** One person has just released it without the others. */
  alone: z.boolean(),
  /** Who would do what, for the announcement. */
  what: z.string(),
  /** Of a new one: what a list shows of it at once, its times as text. The page is read again afterwards. */
  row: z.custom<HoldRow>().nullable(),
  /** Over what time to spread reading the page again, as many browsers do. */
  spreadMs: z.number(),
});
export type HoldNotice = z.infer<typeof HoldNotice>;
