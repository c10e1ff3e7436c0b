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

export type HoldSummary = {
  id: string;
  state: HoldState;
  connection: string;
  kind: "mcp" | "http";
  operation: string;
  tool: string | null;
  userName: string | null;
  agent: string | null;
  clientIp: string | null;
  rule: string;
  message: string | null;
  policyVersion: number;
  approverGroups: string[];
  requestDigest: string;
  createdAt: Date;
  expiresAt: Date;
  decidedAt: Date | null;
  finishedAt: Date | null;
  request: HeldRequest;
  approvals: { verdict: "approved" | "denied"; userName: string; reason: string; createdAt: Date }[];
  /** Whether the person asking may decide it now, and if not, why in a sentence. */
  mayDecide: { allowed: true } | { allowed: false; why: string };
};
