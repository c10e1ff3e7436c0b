import type { RulesDiff } from "#lib/policies/diff-rules.ts";
import { enumerate } from "../names.ts";

/** "1 rule added and 2 rules changed". */
export function describeDiff(diff: RulesDiff | null): string {
  if (!diff) return "no rule differs";
  const parts = [
    diff.added.length > 0 && `${countRules(diff.added.length)} added`,
    diff.changed.length > 0 && `${countRules(diff.changed.length)} changed`,
    diff.removed.length > 0 && `${countRules(diff.removed.length)} deleted`,
    diff.reordered && "another order",
  ].filter((part) => part !== false);
  return enumerate(parts);
}

function countRules(count: number): string {
  return count === 1 ? "1 rule" : `${count} rules`;
}
