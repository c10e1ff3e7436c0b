import type { z } from "zod";
import type { ServiceContext } from "#lib/core/context.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { problemSentence, ruleProblems } from "./rule-problems.ts";
import { Rule } from "./schemas.ts";

/** What publishing would say about one rule, by path; empty where nothing is wrong. Changes nothing. */
export async function checkRule(context: ServiceContext, input: z.input<typeof Rule>): Promise<Record<string, string>> {
  requirePermission(context, "policies.write");
  const problems = ruleProblems(parseInput(Rule, input));
  return Object.fromEntries(problems.map((problem) => [problem.path.join("."), problemSentence(problem)]));
}
