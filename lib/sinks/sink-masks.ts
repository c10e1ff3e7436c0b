import type { Pool } from "#lib/database/pool.ts";
import type { AuditEvent } from "#lib/ledger/events.ts";
import { compileMaskPlan, type MaskPlan } from "#lib/masking/mask-plan.ts";
import type { MaskObligation } from "#lib/masking/schemas.ts";
import { baseline } from "#lib/policies/mask-plans.ts";
import { PolicyDocument } from "#lib/policies/schemas.ts";

/** What is masked of each event before a sink gets it. */
export type SinkMasks = (event: AuditEvent) => MaskPlan;

/** By rule, what versions of the policy have masked for sinks; versions never change once they are published. */
type VersionMasks = ReadonlyMap<string, readonly MaskObligation[]>;

const maxVersions = 200;
const maxPlans = 1_000;
const versions = new WeakMap<Pool, Map<number, VersionMasks>>();
const plans = new Map<string, MaskPlan>();

/**
 * Looks up what the rules that judged `events` have masked for sinks, each by the version of the policy that was in force
 * for it. `own`: what the sink itself has masked in every event, beside credentials, which always are.
 */
export async function loadSinkMasks(
  pool: Pool,
  events: readonly AuditEvent[],
  own: readonly MaskObligation[] = [],
): Promise<SinkMasks> {
  const known = await loadVersions(pool, new Set(events.flatMap(({ policyVersion }) => policyVersion ?? [])));
  const usual = planOf(own);
  return (event) => {
    const byRule = event.policyVersion === null ? undefined : known.get(event.policyVersion);
    if (!byRule || byRule.size === 0) return usual;
    const asked = rulesOf(event).flatMap((rule) => byRule.get(rule) ?? []);
    return asked.length === 0 ? usual : planOf([...asked, ...own]);
  };
}

async function loadVersions(pool: Pool, wanted: ReadonlySet<number>): Promise<ReadonlyMap<number, VersionMasks>> {
  let known = versions.get(pool);
  if (!known || known.size > maxVersions) versions.set(pool, (known = new Map()));
  const missing = [...wanted].filter((version) => !known.has(version));
  if (missing.length === 0) return known;
  const { rows } = await pool.query<{ version: number; document: unknown }>(
    `select version, document from policy_version
      where version = any($1) and document @? '$.rules[*].mask[*] ? (@.where == "sink")'`,
    [missing],
  );
  for (const version of missing) known.set(version, new Map());
  for (const { version, document } of rows) known.set(version, sinkMasksOf(PolicyDocument.parse(document)));
  return known;
}

function sinkMasksOf({ rules }: PolicyDocument): VersionMasks {
  return new Map(
    rules.flatMap(({ id, mask = [] }) => {
      const forSinks = mask.filter(({ where }) => where === "sink");
      return forSinks.length === 0 ? [] : [[id, forSinks] as const];
    }),
  );
}

/** Rules that matched, and those whose condition failed: what they mask may not show because of that. */
function rulesOf({ rule, attrs }: AuditEvent): string[] {
  const named = [attrs["holdpoint.rules"], attrs["holdpoint.rule_errors"]].flatMap((list) =>
    Array.isArray(list) ? list : [],
  );
  return [...new Set(rule === null ? named : [rule, ...named])];
}

/** What is masked by all of `obligations`, credentials always among it. */
export function planOf(obligations: readonly MaskObligation[]): MaskPlan {
  const key = JSON.stringify(obligations);
  let plan = plans.get(key);
  if (!plan) {
    plan = compileMaskPlan([baseline, ...obligations]);
    if (!plan) throw new Error("the baseline is never empty");
    if (plans.size > maxPlans) plans.clear();
    plans.set(key, plan);
  }
  return plan;
}
