import type { ServiceContext } from "#lib/core/context.ts";
import { diffRules, type RulesDiff } from "./diff-rules.ts";
import { readPolicyVersion } from "./read-policy-version.ts";

type Side = { version: number; source: string };

/** What two published versions differ in, rule by rule, and both as YAML. Throws `not_found`. */
export async function diffPolicyVersions(
  context: ServiceContext,
  input: { from: number; to: number },
): Promise<{ from: Side; to: Side; diff: RulesDiff | null }> {
  const from = await readPolicyVersion(context, { version: input.from });
  const to = await readPolicyVersion(context, { version: input.to });
  return {
    from: { version: from.version, source: from.source },
    to: { version: to.version, source: to.source },
    diff: diffRules(from.document, to.document),
  };
}
