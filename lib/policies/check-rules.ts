import { AppError } from "#lib/core/errors.ts";
import { ruleProblems } from "./rule-problems.ts";
import type { PolicyDocument } from "./schemas.ts";

/**
 * Throws `invalid`, with the place of each mistake by the path of its rule, where a condition, a path or a pattern cannot
 * be used.
 */
export function checkRules(document: PolicyDocument): void {
  const fields: Record<string, string> = {};
  const sentences: string[] = [];
  for (const [index, rule] of document.rules.entries()) {
    for (const [path, problem] of Object.entries(ruleProblems(rule))) {
      fields[`document.rules.${index}.${path}`] = problem;
      sentences.push(`${rule.id}: ${problem}`);
    }
  }
  if (sentences.length > 0) {
    throw new AppError("invalid", `Some rules cannot be used. ${sentences.join(" ")}`, { fields });
  }
}
