import { mergeApprovals } from "#lib/approvals/merge-approvals.ts";
import { compileMatch } from "./compile-match.ts";
import { conditionFacts, type ConditionFacts } from "./condition-facts.ts";
import { parseCondition, type Condition, type ConditionOutcome } from "./conditions.ts";
import type { Decision, PolicyCall } from "./decision.ts";
import type { PolicyDocument, Rule } from "./schemas.ts";

export type CompiledRule = {
  rule: Rule;
  matches: (call: PolicyCall) => boolean;
  /** `broken`: written for another version of the language; it counts as an error on every call. */
  condition: Condition | "broken" | null;
  /** What is recorded where a rule that only observes would have matched; null for rules that decide. */
  observed: { matched: string; error: string } | null;
};
export type CompiledPolicy = {
  version: number;
  rules: CompiledRule[];
  /** Whether any condition asks what the caller did before; if none does, nobody needs to count. */
  readsHistory: boolean;
};

const none: readonly string[] = [];

/** Prepares a policy for evaluation; do it once per version, not per call. */
export function compilePolicy(document: PolicyDocument, version: number): CompiledPolicy {
  const rules = document.rules.map(compileRule);
  const readsHistory = rules.some(({ condition }) => isUsable(condition) && condition.reads.has("history"));
  return { version, rules, readsHistory };
}

/**
 * Decides one call: all matching rules count, deny beats hold beats allow, no match is deny. An error in a condition
 * counts as a match where the rule denies or holds, and as none where it allows. Rules that only observe do not count.
 */
export function evaluate(policy: CompiledPolicy, call: PolicyCall): Decision {
  const matched: Rule[] = [];
  const errors: string[] = [];
  const masks: string[] = [];
  let seen: string[] | undefined;
  let facts: ConditionFacts | undefined;
  for (const { rule, matches, condition, observed } of policy.rules) {
    if (!matches(call)) continue;
    const outcome = condition === null || test(condition, (facts ??= conditionFacts(call)));
    if (observed) {
      if (outcome !== false) (seen ??= []).push(outcome === "error" ? observed.error : observed.matched);
      continue;
    }
    if (outcome === "error") errors.push(rule.id);
    // An allow rule that fails lets nothing through, but what it would have masked may not show because of that.
    if (outcome !== false && rule.mask) masks.push(rule.id);
    if (outcome === "error" ? rule.effect !== "allow" : outcome) matched.push(rule);
  }
  const strongest = strongestOf(matched);
  return {
    effect: strongest?.effect ?? "deny",
    rule: strongest?.id ?? null,
    message: strongest?.message ?? null,
    matched: matched.map((rule) => rule.id),
    errors,
    masks,
    observed: seen ?? none,
    policyVersion: policy.version,
    approval: strongest?.effect === "hold" ? mergeApprovals(matched) : null,
  };
}

/** A call of which only the arguments are not known, as where tools are listed. */
export type CallWithoutArgs = Omit<PolicyCall, "args">;

/**
 * Whether some arguments could keep this call from being denied: what a list of tools may show. The same rules decide as
 * in `evaluate`, with three values: a condition that needs the arguments may turn out either way.
 */
export function couldBeAllowed(policy: CompiledPolicy, call: CallWithoutArgs): boolean {
  const known = { ...call, args: undefined };
  let facts: ConditionFacts | undefined;
  let possible = false;
  for (const { rule, matches, condition, observed } of policy.rules) {
    if (observed || !matches(known)) continue;
    const outcome = condition === null || test(condition, (facts ??= conditionFacts(known)));
    const open = outcome === "error" && isUsable(condition) && condition.reads.has("args");
    const holds = outcome === "error" ? rule.effect !== "allow" : outcome;
    if (rule.effect === "deny" ? holds && !open : holds || open) {
      if (rule.effect === "deny") return false;
      possible = true;
    }
  }
  return possible;
}

function test(condition: Condition | "broken", facts: ConditionFacts): ConditionOutcome {
  return condition === "broken" ? "error" : condition.test(facts);
}

function isUsable(condition: CompiledRule["condition"]): condition is Condition {
  return condition !== null && condition !== "broken";
}

function strongestOf(matched: readonly Rule[]): Rule | undefined {
  return (
    matched.find((rule) => rule.effect === "deny") ??
    matched.find((rule) => rule.effect === "hold") ??
    matched.find((rule) => rule.effect === "allow")
  );
}

function compileRule(rule: Rule): CompiledRule {
  const name = `${rule.effect}:${rule.id}`;
  const observed = rule.observe === true ? { matched: name, error: `${name}:error` } : null;
  try {
    return { rule, matches: compileMatch(rule), condition: compileWhen(rule), observed };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    // Operations that this program does not know: about which calls the rule is cannot be told.
    const { operations: _unknown, ...match } = rule.match;
    return { rule, matches: compileMatch({ ...rule, match }), condition: "broken", observed };
  }
}

function compileWhen({ when }: Rule): CompiledRule["condition"] {
  if (when === undefined) return null;
  const parsed = parseCondition(when);
  return "condition" in parsed ? parsed.condition : "broken";
}
