import { ParseError, TypeError as IllTyped, type ParseResult } from "@marcbachmann/cel-js";
import { conditionEnvironment, linearMatches } from "./condition-environment.ts";
import type { ConditionFacts } from "./condition-facts.ts";
import { inspectCondition, RefusedNode, type Inspected } from "./inspect-condition.ts";

/** How often all loops of one condition may go round for one call; a call with longer lists counts as an error. */
const maxRounds = 20_000;

/** `error`: something that the condition asks for is missing, has another type, or is more than may be looked at. */
export type ConditionOutcome = boolean | "error";

/** The `when` of a rule, ready to run. */
export type Condition = {
  test: (facts: ConditionFacts, onError?: (reason: string) => void) => ConditionOutcome;
  /** Variables that it looks at, and their members: `args`, `http`, `http.body`. */
  reads: ReadonlySet<string>;
};

/** What is wrong with a condition, and where: line and column count from 1. */
export type ConditionProblem = { message: string; line: number; column: number };

/** Parses and type-checks a condition (CEL). The costly part: do it once per policy version. */
export function parseCondition(source: string): { condition: Condition } | { problem: ConditionProblem } {
  let parsed: ParseResult;
  let inspected: Inspected;
  try {
    parsed = conditionEnvironment.parse(source);
    inspected = inspectCondition(parsed.ast);
  } catch (error) {
    return { problem: describeProblem(source, error) };
  }
  const checked = parsed.check();
  if (!checked.valid) return { problem: describeProblem(source, checked.error) };
  if (checked.type !== "bool") return { problem: { message: notBool(checked.type), line: 1, column: 1 } };
  return { condition: { test: (facts, onError) => run(parsed, inspected, facts, onError), reads: inspected.names } };
}

function run(
  parsed: ParseResult,
  { loopDepth }: Inspected,
  facts: ConditionFacts,
  onError?: (reason: string) => void,
): ConditionOutcome {
  let reason: string;
  try {
    if (loopDepth === 0 || isBounded(facts, loopDepth)) {
      const outcome: unknown = parsed(facts);
      if (typeof outcome === "boolean") return outcome;
      reason = "it is neither true nor false";
    } else reason = "its lists are too long for a loop";
  } catch (error) {
    // The library's own message draws the place below its summary.
    reason = error instanceof Error ? (error.message.split("\n", 1)[0] ?? "") : "it failed";
  }
  onError?.(reason);
  return "error";
}

/** Values that loops could go through, by the facts of a call: many rules ask about the same call. */
const counted = new WeakMap<ConditionFacts, number>();

function isBounded(facts: ConditionFacts, loopDepth: number): boolean {
  let count = counted.get(facts);
  if (count === undefined) {
    const { args, http, caller } = facts;
    const values = [args, http.method === undefined ? null : [http.query, http.body], caller.groups];
    counted.set(facts, (count = countValues(values, maxRounds)));
  }
  return count ** loopDepth < maxRounds;
}

/** Values in `root`, itself included; stops at `limit`. */
function countValues(root: unknown, limit: number): number {
  const open: unknown[] = [root];
  let count = 0;
  for (let value = open.pop(); count < limit; value = open.pop()) {
    count++;
    if (typeof value === "object" && value !== null) for (const part of Object.values(value)) open.push(part);
    if (open.length === 0) break;
  }
  return count;
}

function describeProblem(source: string, error: unknown): ConditionProblem {
  const known = error instanceof ParseError || error instanceof IllTyped;
  if (!known && !(error instanceof RefusedNode)) throw error;
  const [reason, start] = known ? [error.summary, error.range?.start ?? 0] : [error.message, error.start];
  const before = source.slice(0, start).split("\n");
  const sentence = reason.startsWith("Exceeded max")
    ? "The condition is too large. Divide it among several rules."
    : reason.replaceAll(linearMatches, "matches").replace(/(?<![.!?])$/, ".");
  return { message: sentence, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function notBool(type = "dyn"): string {
  return type === "dyn"
    ? "The condition must be true or false. Compare the value, such as args.force == true."
    : `The condition must be true or false; this one gives ${type}.`;
}
