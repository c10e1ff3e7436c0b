import { compilePolicy, evaluate } from "#lib/policies/evaluate.ts";
import { toPolicyCall } from "#lib/policies/typed-call.ts";
import type { Pack, PackCoverage } from "./schemas.ts";

const covered = new Map<string, PackCoverage[]>();

/** What a pack answers to the calls it knows, by group: its rules are asked, so this is what would happen. */
export function packCoverage(pack: Pack): PackCoverage[] {
  let coverage = covered.get(pack.id);
  if (!coverage) covered.set(pack.id, (coverage = askRules(pack)));
  return coverage;
}

function askRules(pack: Pack): PackCoverage[] {
  const connection = "upstream";
  const rules = pack.rules({ connections: [connection], approvers: ["approvers"] });
  const policy = compilePolicy({ rules }, 1);
  const masking = new Set(rules.filter((rule) => rule.mask).map(({ id }) => id));
  const groups = new Map<string, PackCoverage>();
  for (const { group, name, call } of pack.examples()) {
    const decision = evaluate(policy, toPolicyCall({ ...call, connection }, ""));
    const masked = decision.masks.some((id) => masking.has(id));
    let entry = groups.get(group);
    if (!entry) groups.set(group, (entry = { group, counts: { allow: 0, hold: 0, deny: 0 }, masked: 0, calls: [] }));
    entry.counts[decision.effect]++;
    if (masked) entry.masked++;
    entry.calls.push({ name, effect: decision.effect, rule: decision.rule, masked });
  }
  return [...groups.values()];
}
