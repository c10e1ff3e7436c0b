import { z } from "zod";

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

export const DecideHold = z.object({
  holdId: z.string().max(64),
  verdict: z.enum(["approved", "denied"]),
  reason: z.string().trim().min(1, "Give a reason; the agent and the auditors see it.").max(2_000),
  /** The digest the page showed: what is approved is what was read. */
  requestDigest: z.string().regex(/^[0-9a-f]{64}$/),
});
export type DecideHold = z.infer<typeof DecideHold>;

/** Mine: waiting for the person asking. Pending: every waiting hold they may see. Decided: what came of the others. */
export const HoldView = z.enum(["mine", "pending", "decided"]);
export type HoldView = z.infer<typeof HoldView>;

export const ListHolds = z.object({
  view: HoldView,
  /** The id of the last hold of the page before; decided holds only. */
  after: z.string().max(64).nullish(),
});

export type HoldVerdict = { verdict: "approved" | "denied"; userName: string; reason: string; createdAt: Date };

/** Whether the person asking may decide a hold now, and if not, why in a sentence. */
export type MayDecide = { allowed: true } | { allowed: false; why: string };

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
  verdict: HoldVerdict | null;
};

/** A row of the list with the beginning of what would run, on one line; null for people who may not read that. */
export type HoldRow = HoldListItem & { excerpt: string | null };

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
  /** The newest entry of the call in the audit log; null for people who may not read it there. */
  eventId: string | null;
};

/** What the live stream tells a browser: that a hold it may see has moved. */
export const HoldNotice = z.object({
  id: z.string(),
  state: HoldState,
  forMe: z.boolean(),
  /** Who would do what, for the announcement. */
  what: z.string(),
});
export type HoldNotice = z.infer<typeof HoldNotice>;
