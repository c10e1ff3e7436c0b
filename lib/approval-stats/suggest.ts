import type { RuleStats, Suggestion } from "./schemas.ts";

/** Fewer decisions say nothing of a rule. */
const enoughDecisions = 20;
const fewCallers = 2;

/** What to do about a rule whose calls are always approved; null where people do decide, or have not decided enough. */
export function suggest({
  approved,
  denied,
  callers,
}: Pick<RuleStats, "approved" | "denied" | "callers">): Suggestion | null {
  if (denied > 0 || approved < enoughDecisions) return null;
  const always = `All ${approved} decisions were approvals.`;
  if (callers <= fewCallers) {
    const whose = callers === 1 ? "one caller" : `${callers} callers`;
    return { kind: "grant", why: `${always} They were for ${whose}: a grant would let these through for a while.` };
  }
  return { kind: "allow", why: `${always} A backtest shows what changes if this rule allows what it holds.` };
}
