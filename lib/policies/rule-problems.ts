import { compileMaskPlan } from "#lib/masking/mask-plan.ts";
import { parseCondition } from "./conditions.ts";
import type { Rule } from "./schemas.ts";

/** What is wrong with a rule that its schema cannot tell, by path: its condition, the paths and patterns of its masks. */
export function ruleProblems({ when, mask = [] }: Rule): Record<string, string> {
  const problems: Record<string, string> = {};
  const parsed = when === undefined ? undefined : parseCondition(when);
  if (parsed && "problem" in parsed) {
    const { message, line, column } = parsed.problem;
    problems["when"] = `Line ${line}, column ${column}: ${message}`;
  }
  for (const [index, obligation] of mask.entries()) {
    try {
      compileMaskPlan([obligation]);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      problems[`mask.${index}`] = error.message;
    }
  }
  return problems;
}
