import { conditionFacts } from "#lib/policies/condition-facts.ts";
import type { Decision, PolicyCall } from "#lib/policies/decision.ts";
import { compilePolicy, evaluate, type CompiledRule } from "#lib/policies/evaluate.ts";
import type { PolicyDocument } from "#lib/policies/schemas.ts";
import { conditionValues } from "./condition-values.ts";
import { matchReason } from "./match-reason.ts";
import type { RuleExplanation } from "./schemas.ts";

/** The verdict of a policy on a call, and of each rule what it had to say. */
export function explainRules(
  document: PolicyDocument,
  version: number,
  call: PolicyCall,
): { decision: Decision; rules: RuleExplanation[] } {
  const policy = compilePolicy(document, version);
  const decision = evaluate(policy, call);
  return { decision, rules: policy.rules.map((compiled) => explainRule(compiled, call, decision)) };
}

function explainRule({ rule, condition }: CompiledRule, call: PolicyCall, decision: Decision): RuleExplanation {
  const { id, effect, when } = rule;
  const observe = rule.observe === true;
  const base = { id, effect, observe, decides: decision.rule === id };
  const mismatch = matchReason(rule, call);
  if (mismatch !== null) return { ...base, outcome: "not-matched", why: mismatch, values: [] };
  if (condition === null || when === undefined) {
    const why = `Its lists match and it has no condition.${observe ? observes : ""}`;
    return { ...base, outcome: observe ? "observed" : "matched", why, values: [] };
  }
  if (condition === "broken")
    return { ...base, outcome: "error", why: `It cannot be read. ${failing[effect]}`, values: [] };
  const facts = conditionFacts(call);
  let reason = "";
  const outcome = condition.test(facts, (text) => (reason = text));
  const values = conditionValues(when, facts);
  if (outcome === "error") {
    return { ...base, outcome: "error", why: `Its condition failed: ${reason}. ${failing[effect]}`, values };
  }
  if (!outcome) return { ...base, outcome: "not-matched", why: "Its lists match, but its condition is false.", values };
  const why = `Its lists match and its condition is true.${observe ? observes : ""}`;
  return { ...base, outcome: observe ? "observed" : "matched", why, values };
}

const observes = " It only observes, so it does not count.";
const failing = {
  deny: "A rule that denies counts as matched then.",
  hold: "A rule that holds counts as matched then.",
  allow: "A rule that allows does not match then.",
};
