import type { Decision } from "./decision.ts";
import type { Rule } from "./schemas.ts";

/**
 * What all hold rules in `matched` ask for together: the shortest expiry, and approvers who satisfy every one of them.
 * One person decides a hold, so that is somebody in a group that all of the rules name; where they have none in common,
 * the first rule names the approvers.
 */
export function mergeApprovals(matched: readonly Rule[]): Decision["approval"] {
  const asked = matched.flatMap((rule) => (rule.effect === "hold" && rule.approval ? [rule.approval] : []));
  const [first] = asked;
  if (!first) return null;
  const common = first.groups.filter((group) => asked.every(({ groups }) => groups.includes(group)));
  return {
    groups: common.length > 0 ? common : first.groups,
    expiresInS: Math.min(...asked.map(({ expiresInS }) => expiresInS)),
  };
}
