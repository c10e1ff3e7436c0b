import { z } from "zod";

export const ReadApprovalStats = z.strictObject({ days: z.number().int().min(1).max(90).default(30) });

/** What became of holds; times from asking to the decision, in ms, null where nothing was decided. */
export type HoldCounts = {
  holds: number;
  approved: number;
  denied: number;
  expired: number;
  medianMs: number | null;
  p95Ms: number | null;
};

/** What would spare people the decisions of a rule that they always approve. */
export type Suggestion = { kind: "grant" | "allow"; why: string };

export type RuleStats = HoldCounts & { rule: string; callers: number; suggestion: Suggestion | null };

/** `hasty`: approvals within five seconds of the asking. */
export type ApproverStats = {
  userName: string;
  approved: number;
  denied: number;
  hasty: number;
  medianMs: number | null;
};

export type ApprovalStats = {
  days: number;
  total: HoldCounts & { brokeGlass: number; perDay: number };
  /** Every day of the time, the oldest first. */
  byDay: { day: string; holds: number; decided: number }[];
  byRule: RuleStats[];
  byApprover: ApproverStats[];
};
