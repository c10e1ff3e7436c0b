"use client";

import { useState } from "react";
import Link from "next/link";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/input.tsx";
import { JsonView } from "#components/ui/json-view.tsx";
import { ExactTime } from "#components/ui/time.tsx";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { Explanation, RuleExplanation, UnknownPart } from "#lib/explanations/schemas.ts";
import type { PolicyTest } from "#lib/policies/schemas.ts";
import { enumerate } from "../../names.ts";
import { EffectBadge, VerdictBadge, verdictWord } from "../effect-badge.tsx";
import { describeCall } from "./describe-call.ts";

type ExplanationViewProps = { explanation: Explanation; onKeep?: (test: Omit<PolicyTest, "name">) => void };

/** So many rules are shown at once, also those that do not match. */
const fewRules = 12;

/** A verdict and how it came about, rule by rule. */
export function ExplanationView({ explanation, onKeep }: ExplanationViewProps) {
  const { call, verdict, rules, unknown, policyVersion, recorded } = explanation;
  const [all, setAll] = useState(rules.length <= fewRules);
  const silent = rules.filter(({ outcome }) => outcome === "not-matched");
  const shown = all ? rules : rules.filter(({ outcome }) => outcome !== "not-matched");
  const by = verdict.rule === null ? "because no rule matches" : `by ${verdict.rule}`;
  const judge = policyVersion === null ? "The draft" : `Version ${policyVersion}`;
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-col gap-1 text-sm">
        <p className="text-base break-words">
          <VerdictBadge effect={verdict.effect} /> <span className="font-medium">{by}</span>
        </p>
        <p className="break-words text-muted">
          {`${judge} judges `}
          <UntrustedText text={describeCall(call)} limit={300} line />.
        </p>
        {verdict.message && <p className="break-words text-muted">{`“${verdict.message}”`}</p>}
        {recorded && (
          <p className="break-words">
            {`When it was made, it was ${verdictWord(recorded.effect)} ${recorded.rule === null ? "because no rule matched" : `by ${recorded.rule}`}`}
            {recorded.policyVersion !== null && ` (version ${recorded.policyVersion})`}
            {", "}
            <Link href={`/audit/${recorded.eventId}`} className="link">
              <ExactTime at={recorded.at} />
            </Link>
            .
          </p>
        )}
      </div>
      {unknown.length > 0 && (
        <Banner tone="warning">
          {`Not known of this call: ${enumerate(unknown.map((part) => unknownWords[part]))}. Conditions that ask for it fail here.`}
        </Banner>
      )}
      <ol aria-label="Rules" className="rounded-md border">
        {shown.map((rule) => (
          <RuleOutcome key={rule.id} rule={rule} />
        ))}
        {shown.length === 0 && <li className="px-3 py-2 text-sm text-muted">No rule matches.</li>}
      </ol>
      {silent.length > 0 && (
        <Checkbox
          label={`Also show the ${silent.length} that ${silent.length === 1 ? "does" : "do"} not match`}
          checked={all}
          onChange={(event) => setAll(event.currentTarget.checked)}
        />
      )}
      <details className="text-sm">
        <summary className="w-fit cursor-pointer rounded-sm text-accent">The call as it was judged</summary>
        <div className="pt-2">
          <JsonView value={call} label="The call as it was judged" />
        </div>
      </details>
      {onKeep && (
        <div>
          <Button onClick={() => onKeep({ call, expect: { effect: verdict.effect } })}>Keep as a test</Button>
        </div>
      )}
    </div>
  );
}

const unknownWords: Record<UnknownPart, string> = {
  args: "its arguments",
  body: "its body",
  query: "its query",
  groups: "the groups of its caller",
  history: "what its caller did before",
  tool: "what the server said of the tool",
};

const outcomes: Record<RuleExplanation["outcome"], { word: string; className: string }> = {
  matched: { word: "matches", className: "font-medium" },
  "not-matched": { word: "does not match", className: "text-muted" },
  error: { word: "condition failed", className: "font-medium text-danger" },
  observed: { word: "would match, but only observes", className: "text-unknown" },
};

function RuleOutcome({ rule }: { rule: RuleExplanation }) {
  const { word, className } = outcomes[rule.outcome];
  return (
    <li className="flex flex-col gap-1 border-b px-3 py-2 text-sm last:border-b-0">
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <EffectBadge effect={rule.effect} />
        <span className="font-mono text-xs break-all">{rule.id}</span>
        <span className={className}>{word}</span>
        {rule.decides && <span className="ml-auto text-xs text-muted">decides</span>}
      </p>
      <p className="break-words text-muted">
        <UntrustedText text={rule.why} />
      </p>
      {rule.values.length > 0 && (
        <dl className="grid grid-cols-[minmax(0,auto)_minmax(0,1fr)] gap-x-3 gap-y-0.5 font-mono text-xs">
          {rule.values.map(({ expression, value }) => (
            <div key={expression} className="contents">
              <dt className="break-all text-muted">{expression}</dt>
              <dd className="break-words">
                {value === null ? <span className="text-danger">missing</span> : <UntrustedText text={value} />}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </li>
  );
}
