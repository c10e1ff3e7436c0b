import { z } from "zod";
import type { Decision } from "#lib/policies/decision.ts";
import { PolicyDocument, PolicySource, TypedCall, type Effect } from "#lib/policies/schemas.ts";

/** One call, past or typed, and by which policy to judge it: a document, a source, a version, or the one in force. */
export const ExplainCall = z
  .strictObject({
    callId: z.string().max(100).optional(),
    eventId: z.string().max(100).optional(),
    call: TypedCall.optional(),
    document: PolicyDocument.optional(),
    source: PolicySource.optional(),
    version: z.number().int().min(0).optional(),
  })
  .refine(({ callId, eventId, call }) => count(callId, eventId, call) === 1, {
    message: "Choose one call: a past one by its id, or one that you describe.",
  })
  .refine(({ document, source, version }) => count(document, source, version) <= 1, {
    message: "Choose one policy: a document, a source or a version.",
  });

function count(...values: unknown[]): number {
  return values.filter((value) => value !== undefined).length;
}

/** `observed`: it would have matched, but only observes. */
export type RuleOutcome = "matched" | "not-matched" | "error" | "observed";

export type RuleExplanation = {
  id: string;
  effect: Effect;
  observe: boolean;
  outcome: RuleOutcome;
  /** Whether this is the rule that the verdict comes from. */
  decides: boolean;
  /** A sentence: which list did not match, or how the condition came out. */
  why: string;
  /** What the condition asked for, and what it was: JSON, cut at 300 characters; null where it could not be read. */
  values: { expression: string; value: string | null }[];
};

/** Parts of a past call that are not known any more, or not to this reader. */
export type UnknownPart = "args" | "body" | "query" | "groups" | "history" | "tool";

export type Explanation = {
  /** The call as it was judged. */
  call: TypedCall;
  /** What could not be known of a past call; conditions that ask for it fail. */
  unknown: UnknownPart[];
  /** Null: of a draft. */
  policyVersion: number | null;
  verdict: Pick<Decision, "effect" | "rule" | "message" | "approval">;
  /** In document order. */
  rules: RuleExplanation[];
  /** What was decided when the call was made. */
  recorded: {
    callId: string;
    eventId: string;
    at: Date;
    effect: Effect;
    rule: string | null;
    policyVersion: number | null;
  } | null;
};
