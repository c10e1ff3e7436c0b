import type { PolicyDocument } from "#lib/policies/schemas.ts";
import { packCoverage } from "./pack-coverage.ts";
import { ruleDigest } from "./rule-digest.ts";
import type { Pack, PackSummary } from "./schemas.ts";

const nobody = { connections: ["*"], approvers: ["approvers"] };

/** A pack in figures, and what became of its rules in `document`; null where that cannot be read. */
export function summarizePack(pack: Pack, document: PolicyDocument | null): PackSummary {
  const { id, version, title, summary, kind, notes } = pack;
  const totals = { allow: 0, hold: 0, deny: 0, masked: 0 };
  for (const { counts, masked } of packCoverage(pack)) {
    totals.allow += counts.allow;
    totals.hold += counts.hold;
    totals.deny += counts.deny;
    totals.masked += masked;
  }
  const ruleCount = pack.rules(nobody).length;
  return { id, version, title, summary, kind, notes, ruleCount, totals, installed: installedOf(pack, document) };
}

function installedOf(pack: Pack, document: PolicyDocument | null): PackSummary["installed"] {
  const entry = document?.packs?.find(({ id }) => id === pack.id);
  if (!document || !entry) return null;
  const here = new Map(document.rules.map((rule) => [rule.id, rule]));
  const { version, connections, approvers } = entry;
  const installed: NonNullable<PackSummary["installed"]> = { version, connections, approvers, edited: [], deleted: [] };
  for (const [ruleId, digest] of Object.entries(entry.rules)) {
    const rule = here.get(ruleId);
    if (!rule) installed.deleted.push(ruleId);
    else if (ruleDigest(rule) !== digest) installed.edited.push(ruleId);
  }
  return installed;
}
