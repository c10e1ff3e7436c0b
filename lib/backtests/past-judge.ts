import { canonicalJson } from "#lib/crypto/request-digest.ts";
import { toPolicyCall, type PastCall } from "#lib/past-calls/past-call.ts";
import type { StoredRequest } from "#lib/past-calls/stored-request.ts";
import { compileMatch } from "#lib/policies/compile-match.ts";
import { conditionFacts, type ConditionFacts } from "#lib/policies/condition-facts.ts";
import type { PolicyCall } from "#lib/policies/decision.ts";
import { compilePolicy, type CompiledRule } from "#lib/policies/evaluate.ts";
import type { Effect, PolicyDocument, Rule } from "#lib/policies/schemas.ts";
import type { ToolFacts } from "#lib/tools/schemas.ts";

export type PastVerdict = {
  effect: Effect;
  rule: string | null;
  /** Whether it hangs on what is not known of the call any more. */
  undetermined: boolean;
  /** Whether a condition asked for arguments or a body, which were not given. */
  wantsRequest: boolean;
};

type JudgedRule = CompiledRule & {
  key: string;
  /** Its lists without the groups, for calls whose groups were not recorded. */
  matchesButGroups: (call: PolicyCall) => boolean;
};

const maxVerdicts = 20_000;

export type ToolIndex = ReadonlyMap<string, ReadonlyMap<string, ToolFacts>>;

/**
 * Judges past calls by a policy that was not in force. A rule that the policy of then had as well comes out as it did
 * then, which is recorded; only other rules are evaluated, on what is still known.
 */
export class PastJudge {
  readonly #rules: JudgedRule[];
  readonly #tools: ToolIndex;
  readonly #environment: string;
  /** By version: whether each rule was in it already. */
  readonly #sameRules = new Map<number, boolean[]>();
  /** Verdicts on calls without their request, by all that they can hang on: most calls are like others. */
  readonly #verdicts = new Map<string, PastVerdict>();
  readonly #readsTime: boolean;

  constructor(document: PolicyDocument, known: { tools: ToolIndex; environment: string }) {
    this.#tools = known.tools;
    this.#environment = known.environment;
    this.#rules = compilePolicy(document, 0)
      .rules.filter(({ observed }) => observed === null)
      .map((compiled) => {
        const { groups: _groups, ...match } = compiled.rule.match;
        const matchesButGroups = compiled.rule.match.groups
          ? withoutUnknownOperations({ ...compiled.rule, match })
          : compiled.matches;
        return { ...compiled, key: keyOf(compiled.rule), matchesButGroups };
      });
    this.#readsTime = this.#rules.some(
      ({ condition }) => condition !== null && condition !== "broken" && condition.reads.has("env"),
    );
  }

  knowsVersion(version: number): boolean {
    return this.#sameRules.has(version);
  }

  /** What the policy of then was; null where it is not known any more, and all rules are evaluated. */
  addVersion(version: number, document: PolicyDocument | null): void {
    const then = new Map(document?.rules.map((rule) => [rule.id, rule.observe === true ? "" : keyOf(rule)]));
    this.#sameRules.set(
      version,
      this.#rules.map(({ rule, key }) => then.get(rule.id) === key),
    );
  }

  judge(past: PastCall, request: StoredRequest | null): PastVerdict {
    if (request || this.#readsTime) return this.#judge(past, request);
    const { at: _at, eventId: _eventId, callId: _callId, ...like } = past;
    const key = JSON.stringify(like);
    let verdict = this.#verdicts.get(key);
    if (!verdict) {
      if (this.#verdicts.size >= maxVerdicts) this.#verdicts.clear();
      this.#verdicts.set(key, (verdict = this.#judge(past, null)));
    }
    return verdict;
  }

  #judge(past: PastCall, request: StoredRequest | null): PastVerdict {
    const same = past.policyVersion === null ? undefined : this.#sameRules.get(past.policyVersion);
    const sure = new Verdict();
    const maybe: Rule[] = [];
    let wantsRequest = false;
    let call: PolicyCall | undefined;
    let facts: ConditionFacts | undefined;
    for (const [index, judged] of this.#rules.entries()) {
      const { rule, condition } = judged;
      if (same?.[index]) {
        if (past.matched?.includes(rule.id)) sure.add(rule);
        continue;
      }
      call ??= this.#callOf(past, request);
      const groupsMissing = past.groups === null && rule.match.groups !== undefined;
      if (!(groupsMissing ? judged.matchesButGroups : judged.matches)(call)) continue;
      if (condition === "broken") {
        if (rule.effect !== "allow") sure.add(rule);
        continue;
      }
      const outcome = condition === null || condition.test((facts ??= conditionFacts(call)));
      const { args, http } = missingOf(past, request);
      const asks =
        condition !== null && ((args && condition.reads.has("args")) || (http && condition.reads.has("http.body")));
      wantsRequest ||= asks;
      const lacksGroups =
        groupsMissing || (past.groups === null && condition !== null && condition.reads.has("caller.groups"));
      const hangs = outcome === "error" && condition !== null && (asks || lacks(condition.reads, past.kind));
      if (lacksGroups || hangs) maybe.push(rule);
      else if (outcome === "error" ? rule.effect !== "allow" : outcome) sure.add(rule);
    }
    return { ...sure.verdict, undetermined: maybe.some((rule) => sure.wouldChange(rule)), wantsRequest };
  }

  #callOf(past: PastCall, request: StoredRequest | null): PolicyCall {
    const toolFacts = past.tool === null ? null : (this.#tools.get(past.connection)?.get(past.tool) ?? null);
    return toPolicyCall(past, { request, toolFacts, environment: this.#environment });
  }
}

/** Of the parts that only the stored request can tell, those that it does not. */
function missingOf({ kind }: PastCall, request: StoredRequest | null): { args: boolean; http: boolean } {
  const isHttp = kind === "http";
  return { args: !isHttp && request?.args === undefined, http: isHttp && request?.body === undefined };
}

/** What nobody keeps: the query string, and how often a caller had called. */
function lacks(reads: ReadonlySet<string>, kind: PastCall["kind"]): boolean {
  return reads.has("history") || (kind === "http" && reads.has("http.query"));
}

const strength: Record<Effect, number> = { allow: 1, hold: 2, deny: 3 };

/** The strongest of the rules that match; of equally strong ones the first. */
class Verdict {
  #rule: Rule | undefined;

  add(rule: Rule): void {
    if (!this.#rule || strength[rule.effect] > strength[this.#rule.effect]) this.#rule = rule;
  }

  get verdict(): { effect: Effect; rule: string | null } {
    return { effect: this.#rule?.effect ?? "deny", rule: this.#rule?.id ?? null };
  }

  /** Whether it would be another effect if this rule matched as well. No rule at all is a deny. */
  wouldChange({ effect }: Rule): boolean {
    return this.#rule ? strength[effect] > strength[this.#rule.effect] : effect !== "deny";
  }
}

/** Rules with the same key come out alike for the same call. */
function keyOf({ id, match, when, effect }: Rule): string {
  return canonicalJson({ id, match, when: when ?? null, effect });
}

function withoutUnknownOperations(rule: Rule): (call: PolicyCall) => boolean {
  try {
    return compileMatch(rule);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return () => true;
  }
}
