import { AppError } from "#lib/core/errors.ts";
import { parseCondition, type ConditionProblem } from "./conditions.ts";
import type { PolicyDocument } from "./schemas.ts";

/** Throws `invalid`, with the place of each mistake by the path of its rule, where a condition is not one. */
export function checkConditions(document: PolicyDocument): void {
  const fields: Record<string, string> = {};
  const rules: string[] = [];
  for (const [index, { id, when }] of document.rules.entries()) {
    const parsed = when === undefined ? undefined : parseCondition(when);
    if (!parsed || !("problem" in parsed)) continue;
    fields[`document.rules.${index}.when`] = placedProblem(parsed.problem);
    rules.push(`${id}: ${placedProblem(parsed.problem)}`);
  }
  if (rules.length > 0) throw new AppError("invalid", `A condition cannot be used. ${rules.join(" ")}`, { fields });
}

/** The problem in a sentence that says where: "Line 1, column 5: …". */
function placedProblem({ message, line, column }: ConditionProblem): string {
  return `Line ${line}, column ${column}: ${message}`;
}
