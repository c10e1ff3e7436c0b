import type { InstalledPack, PolicyDocument, Rule } from "#lib/policies/schemas.ts";
import { ruleDigest } from "./rule-digest.ts";
import type { Pack, PackChange, PackTarget } from "./schemas.ts";

/**
 * The document with a pack installed, or brought to this version and target. Three ways, rule by rule: what the pack
 * brought last time (by digest), what the rule is here, what the pack brings now. Edits made here stay, unless `take`
 * names the rule; rules deleted here stay deleted. A rule of the same id that the pack never brought counts as an edit.
 */
export function mergePack(
  document: PolicyDocument,
  pack: Pack,
  target: PackTarget,
  take: readonly string[] = [],
): { document: PolicyDocument; changes: PackChange[] } {
  const installed = document.packs?.find(({ id }) => id === pack.id);
  const brought = pack.rules(target);
  const here = new Map(document.rules.map((rule) => [rule.id, rule]));
  const taken = new Set(take);
  const changes = [
    ...brought.map((rule) => judge(here.get(rule.id), rule, installed, taken)),
    ...Object.entries(installed?.rules ?? {}).flatMap(([id, digest]) => {
      const rule = here.get(id);
      return rule && !brought.some((other) => other.id === id) ? [judgeDropped(rule, digest, taken)] : [];
    }),
  ];
  const entry: InstalledPack = {
    id: pack.id,
    version: pack.version,
    ...target,
    rules: Object.fromEntries(brought.map((rule) => [rule.id, ruleDigest(rule)])),
  };
  return { document: applyChanges(document, changes, entry), changes };
}

function judge(
  rule: Rule | undefined,
  after: Rule,
  installed: InstalledPack | undefined,
  taken: ReadonlySet<string>,
): PackChange {
  const { id: ruleId } = after;
  const base = installed?.rules[ruleId];
  const brings = ruleDigest(after);
  if (!rule) {
    const deleted = base !== undefined && !taken.has(ruleId);
    return { ruleId, before: null, after, change: deleted ? "left-out" : "added" };
  }
  const isNow = ruleDigest(rule);
  if (isNow === brings) return { ruleId, before: rule, after, change: "unchanged" };
  if (isNow === base) return { ruleId, before: rule, after, change: "updated" };
  if (taken.has(ruleId)) return { ruleId, before: rule, after, change: "taken" };
  return { ruleId, before: rule, after, change: brings === base ? "kept" : "conflict" };
}

/** A rule that the pack no longer brings goes, unless it was edited here. */
function judgeDropped(rule: Rule, base: string, taken: ReadonlySet<string>): PackChange {
  const edited = ruleDigest(rule) !== base && !taken.has(rule.id);
  return { ruleId: rule.id, before: rule, after: null, change: edited ? "conflict" : "removed" };
}

const takesEffect: ReadonlySet<PackChange["change"]> = new Set(["updated", "taken"]);

function applyChanges(document: PolicyDocument, changes: readonly PackChange[], entry: InstalledPack): PolicyDocument {
  const byId = new Map(changes.map((change) => [change.ruleId, change]));
  const kept = document.rules.flatMap((rule) => {
    const change = byId.get(rule.id);
    if (change?.change === "removed") return [];
    return [change?.after && takesEffect.has(change.change) ? change.after : rule];
  });
  const added = changes.flatMap(({ change, after }) => (change === "added" && after ? [after] : []));
  const packs = document.packs ?? [];
  const isListed = packs.some(({ id }) => id === entry.id);
  return {
    ...document,
    rules: [...kept, ...added],
    packs: isListed ? packs.map((other) => (other.id === entry.id ? entry : other)) : [...packs, entry],
  };
}
