import { conditionFacts, type ConditionFacts } from "./condition-facts.ts";
import type { PolicyCall } from "./decision.ts";
import type { CompiledPolicy } from "./evaluate.ts";

/**
 * Whether policy could say another thing about an HTTP call if it knew the body, or would do something with it: a condition
 * that cannot be told without it, a hold, a mask of requests. `call` comes without its body. Rules that only observe do
 * not count: they must not change what becomes of a call.
 */
export function needsBody(policy: CompiledPolicy, call: PolicyCall): boolean {
  let facts: ConditionFacts | undefined;
  return policy.rules.some(({ rule, matches, condition, observed }) => {
    if (observed || !matches(call)) return false;
    if (condition === "broken") return true;
    const outcome = condition === null || condition.test((facts ??= conditionFacts(call)));
    if (outcome === false) return false;
    if (outcome === "error" && condition?.reads.has("http")) return true;
    const counts = outcome === true || rule.effect !== "allow";
    const masksRequests = rule.mask?.some(({ where }) => where.endsWith("-request"));
    return (counts && rule.effect === "hold") || masksRequests === true;
  });
}
