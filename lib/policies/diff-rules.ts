import { canonicalJson } from "#lib/crypto/request-digest.ts";
import type { PolicyDocument, Rule } from "./schemas.ts";

export type RulesDiff = {
  added: Rule[];
  removed: Rule[];
  changed: { before: Rule; after: Rule }[];
  /** Order counts where several hold rules match: the first names the approvers. */
  reordered: boolean;
  /** Whether the tests, or the packs that rules came from, differ. */
  tests: boolean;
  packs: boolean;
};

/** What publishing `after` over `before` changes, rule by rule; null where nothing does. */
export function diffRules(before: PolicyDocument, after: PolicyDocument): RulesDiff | null {
  const old = new Map(before.rules.map((rule) => [rule.id, rule]));
  const kept = new Set(after.rules.map((rule) => rule.id));
  const diff: RulesDiff = {
    added: after.rules.filter((rule) => !old.has(rule.id)),
    removed: before.rules.filter((rule) => !kept.has(rule.id)),
    changed: after.rules.flatMap((rule) => {
      const previous = old.get(rule.id);
      return previous && canonicalJson(previous) !== canonicalJson(rule) ? [{ before: previous, after: rule }] : [];
    }),
    reordered:
      before.rules
        .filter((rule) => kept.has(rule.id))
        .map((rule) => rule.id)
        .join() !==
      after.rules
        .filter((rule) => old.has(rule.id))
        .map((rule) => rule.id)
        .join(),
    tests: differ(before.tests, after.tests),
    packs: differ(before.packs, after.packs),
  };
  const changes = diff.added.length + diff.removed.length + diff.changed.length;
  return changes === 0 && !diff.reordered && !diff.tests && !diff.packs ? null : diff;
}

function differ(before: PolicyDocument["tests" | "packs"], after: PolicyDocument["tests" | "packs"]): boolean {
  return canonicalJson(before ?? []) !== canonicalJson(after ?? []);
}
