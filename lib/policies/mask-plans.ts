import { compileMaskPlan, type MaskPlan } from "#lib/masking/mask-plan.ts";
import type { MaskObligation } from "#lib/masking/schemas.ts";
import { credentialKinds } from "#lib/masking/shapes.ts";
import { compileGlobs } from "./compile-match.ts";
import type { CompiledPolicy } from "./evaluate.ts";

/** What is masked of one call. Credentials are masked in everything that is stored, whatever the rules say. */
export type MaskPlans = {
  upstreamRequest: MaskPlan | undefined;
  storedRequest: MaskPlan;
  storedResponse: MaskPlan;
  response: MaskPlan | undefined;
};

/** Masked in everything that is stored or delivered, whatever the rules say. */
export const baseline: Omit<MaskObligation, "where"> = { detect: [...credentialKinds], with: "token" };
/** The plans of a call that no rule asks to have masked. */
export const baselineMasks = compilePlans([]);
const compiled = new WeakMap<CompiledPolicy, Map<string, MaskPlans>>();

/** The plans that `rules` (by id) of the policy ask for together, compiled once. Throws SyntaxError on a broken one. */
export function maskPlans(policy: CompiledPolicy, rules: readonly string[]): MaskPlans {
  if (rules.length === 0) return baselineMasks;
  return once(policy, `rules ${rules.join(" ")}`, () => {
    const asked = new Set(rules);
    return policy.rules.flatMap(({ rule }) => (asked.has(rule.id) ? (rule.mask ?? []) : []));
  });
}

/**
 * The plans of a stream that is not the answer to one call, but may bring the answers to any: what any rule about this
 * connection asks for.
 */
export function streamMaskPlans(policy: CompiledPolicy, connection: string): MaskPlans {
  return once(policy, `stream ${connection}`, () =>
    policy.rules.flatMap(({ rule, observed }) => {
      const isAbout = compileGlobs(rule.match.connections);
      return rule.mask && !observed && (!isAbout || isAbout(connection)) ? rule.mask : [];
    }),
  );
}

function once(policy: CompiledPolicy, key: string, obligations: () => MaskObligation[]): MaskPlans {
  let plans = compiled.get(policy);
  if (!plans) compiled.set(policy, (plans = new Map()));
  let found = plans.get(key);
  if (!found) plans.set(key, (found = compilePlans(obligations())));
  return found;
}

function compilePlans(obligations: readonly MaskObligation[]): MaskPlans {
  const at = (where: MaskObligation["where"]) => obligations.filter((mask) => mask.where === where);
  const stored = (where: MaskObligation["where"]): MaskPlan => {
    const plan = compileMaskPlan([baseline, ...at(where)]);
    if (!plan) throw new Error("the baseline is never empty");
    return plan;
  };
  return {
    upstreamRequest: compileMaskPlan(at("upstream-request")),
    // A request is stored as it was sent, masked already where it goes upstream masked.
    storedRequest: stored("stored-request"),
    storedResponse: stored("stored-response"),
    response: compileMaskPlan(at("response")),
  };
}
