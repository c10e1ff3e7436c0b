import { z } from "zod";
import { PolicyDocument, PolicySource, type Effect } from "#lib/policies/schemas.ts";

/** A policy to judge the calls of the last `days` days by. */
export const StartBacktest = z
  .strictObject({
    document: PolicyDocument.optional(),
    source: PolicySource.optional(),
    days: z.number().int().min(1).max(90),
  })
  .refine((input) => (input.document === undefined) !== (input.source === undefined), {
    message: "Give the policy either as its source or as a document.",
  });

export const BacktestState = z.enum(["queued", "running", "completed", "cancelled", "failed"]);
export type BacktestState = z.infer<typeof BacktestState>;

const EffectName = z.enum(["deny", "hold", "allow"]);
const Change = { from: EffectName, to: EffectName };

const BacktestExample = z.object({ callId: z.string(), eventId: z.string(), at: z.iso.datetime() });

/** Calls of one agent or person to one tool or operation whose verdict changes alike. */
const BacktestGroup = z.object({
  ...Change,
  /** The rule that decides under the tested policy; null where none matches. */
  rule: z.string().nullable(),
  agent: z.string().nullable(),
  user: z.string().nullable(),
  connection: z.string(),
  tool: z.string().nullable(),
  /** MCP method, or HTTP method with the path left out where there are many. */
  operation: z.string(),
  calls: z.number().int(),
  /** The newest few. */
  examples: z.array(BacktestExample),
});
export type BacktestGroup = z.infer<typeof BacktestGroup>;

export const BacktestResult = z.object({
  calls: z.number().int(),
  unchanged: z.number().int(),
  /** Calls whose verdict hangs on arguments that are not known. */
  undetermined: z.number().int(),
  /** Calls that were judged without their arguments. */
  withoutArguments: z.number().int(),
  /** Largest first. */
  changes: z.array(z.object({ ...Change, calls: z.number().int() })),
  /** Largest first, 200 at most. */
  groups: z.array(BacktestGroup),
  /** Groups left out. */
  moreGroups: z.number().int(),
});
export type BacktestResult = z.infer<typeof BacktestResult>;

export type Backtest = {
  id: string;
  state: BacktestState;
  days: number;
  from: Date;
  to: Date;
  authorName: string;
  createdAt: Date;
  startedAt: Date | null;
  finishedAt: Date | null;
  /** Of the calls in the range; null until they are counted. */
  total: number | null;
  judged: number;
  /** Whether it may read stored arguments. */
  readsArguments: boolean;
  /** What is known so far; complete once `state` is `completed`. */
  result: BacktestResult | null;
  /** Why it failed. */
  error: string | null;
};

/** Would-be verdicts of a rule that only observes. */
export type ObservedCount = {
  rule: string;
  effect: Effect;
  /** Calls for which it would have matched. */
  matched: number;
  /** Of these, calls whose verdict it would have changed. */
  wouldChange: number;
  /** Calls for which its condition failed. */
  errors: number;
  lastAt: Date;
  /** The newest few. */
  examples: { callId: string; eventId: string; at: Date }[];
};
