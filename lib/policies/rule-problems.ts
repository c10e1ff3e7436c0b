import { compileMaskPlan } from "#lib/masking/mask-plan.ts";
import { compileOperations } from "#lib/operations/compile-operations.ts";
import { parseCondition } from "./conditions.ts";
import type { Rule } from "./schemas.ts";

/** `within`: line and column in the text that stands at `path`. */
export type RuleProblem = {
  path: (string | number)[];
  message: string;
  within?: { line: number; column: number };
};

/** What is wrong with a rule that its schema cannot tell: its condition, its operations, the paths of its masks. */
export function ruleProblems({ match, when, mask = [] }: Rule): RuleProblem[] {
  const problems: RuleProblem[] = [];
  const parsed = when === undefined ? undefined : parseCondition(when);
  if (parsed && "problem" in parsed) {
    const { message, ...within } = parsed.problem;
    problems.push({ path: ["when"], message, within });
  }
  const { operations } = match;
  if (operations) problems.push(...problemOf(["match", "operations"], () => compileOperations(operations)));
  if ((match.tools || match.mcpMethods) && (match.methods || match.paths || operations)) {
    const message = "No call is of MCP and of HTTP at once, so this rule would never match. Use two rules.";
    problems.push({ path: ["match"], message });
  }
  for (const [index, obligation] of mask.entries()) {
    problems.push(...problemOf(["mask", index], () => compileMaskPlan([obligation])));
  }
  return problems;
}

function problemOf(path: (string | number)[], compile: () => unknown): RuleProblem[] {
  try {
    compile();
    return [];
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return [{ path, message: error.message }];
  }
}

/** The problem as one sentence where it cannot be shown at its place. */
export function problemSentence({ message, within }: RuleProblem): string {
  return within ? `Line ${within.line}, column ${within.column}: ${message}` : message;
}
