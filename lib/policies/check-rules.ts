import { AppError } from "#lib/core/errors.ts";
import { compileMaskPlan } from "#lib/masking/mask-plan.ts";
import { parseCondition, type ConditionProblem } from "./conditions.ts";
import type { PolicyDocument, Rule } from "./schemas.ts";

/**
 * Throws `invalid`, with the place of each mistake by the path of its rule, where a condition, a path or a pattern cannot
 * be used.
 */
export function checkRules(document: PolicyDocument): void {
  const fields: Record<string, string> = {};
  const sentences: string[] = [];
  for (const [index, rule] of document.rules.entries()) {
    for (const [path, problem] of problemsOf(rule)) {
      fields[`document.rules.${index}.${path}`] = problem;
      sentences.push(`${rule.id}: ${problem}`);
    }
  }
  if (sentences.length > 0) {
    throw new AppError("invalid", `Some rules cannot be used. ${sentences.join(" ")}`, { fields });
  }
}

function* problemsOf({ when, mask = [] }: Rule): Generator<[path: string, problem: string]> {
  const parsed = when === undefined ? undefined : parseCondition(when);
  if (parsed && "problem" in parsed) yield ["when", placedProblem(parsed.problem)];
  for (const [index, obligation] of mask.entries()) {
    try {
      compileMaskPlan([obligation]);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      yield [`mask.${index}`, error.message];
    }
  }
}

/** The problem in a sentence that says where: "Line 1, column 5: …". */
function placedProblem({ message, line, column }: ConditionProblem): string {
  return `Line ${line}, column ${column}: ${message}`;
}
