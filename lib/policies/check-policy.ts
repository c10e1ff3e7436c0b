import type { z } from "zod";
import type { ServiceContext } from "#lib/core/context.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { checkDocument } from "./check-document.ts";
import { diffRules, type RulesDiff } from "./diff-rules.ts";
import { neededConfirmation } from "./needed-confirmation.ts";
import { runTests } from "./run-tests.ts";
import { CheckPolicy, type Confirmation, type PolicyDocument, type PolicyProblem, type TestResult } from "./schemas.ts";
import { readVersionInForce } from "./internal.ts";

export type CheckedPolicy = {
  /** Null where there are problems. */
  document: PolicyDocument | null;
  problems: PolicyProblem[];
  tests: TestResult[];
  /** What has to be typed to publish it. */
  confirm: Confirmation | null;
  /** Against the version in force; null where nothing differs. */
  diff: RulesDiff | null;
  versionInForce: number;
};

/** What publishing would say about a whole policy: every problem at its place, its tests, what it changes. Changes nothing. */
export async function checkPolicy(context: ServiceContext, input: z.input<typeof CheckPolicy>): Promise<CheckedPolicy> {
  requirePermission(context, "policies.read");
  const { document, problems } = checkDocument(parseInput(CheckPolicy, input));
  const inForce = await readVersionInForce(context.database);
  const base = { problems, versionInForce: inForce.version };
  if (!document) return { ...base, document: null, tests: [], confirm: null, diff: null };
  const connections = await context.database.connection.findMany({ select: { slug: true, kind: true } });
  return {
    ...base,
    document,
    tests: runTests(document, context.environment ?? "production"),
    confirm: neededConfirmation(document, connections),
    diff: diffRules(inForce.document, document),
  };
}
