"use client";

import { useEffect, useState } from "react";
import Link from "next/link";
import type { ActionResult } from "#app/_server/action.ts";
import { Badge } from "#components/ui/badge.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import type { ObservedCount } from "#lib/backtests/schemas.ts";
import type { Rule } from "#lib/policies/schemas.ts";
import { countObservedAction } from "../actions.ts";
import { verdictWord } from "../effect-badge.tsx";

const days = 7;

export type ObservedCounts = ActionResult<ObservedCount[]>;

/** What rules that only observe would have done, once it is counted; asked for only where there is such a rule. */
export function useObserved(isAsked: boolean): ObservedCounts | null {
  const [counts, setCounts] = useState<ObservedCounts | null>(null);
  useEffect(() => {
    if (isAsked) void countObservedAction({ days }).then(setCounts);
  }, [isAsked]);
  return counts;
}

/** What a rule that only observes would have done in the last days, with calls to open. */
export function Observed({ rule, counts }: { rule: Rule; counts: ObservedCounts | null }) {
  const count = counts?.ok
    ? counts.value.find((candidate) => candidate.rule === rule.id && candidate.effect === rule.effect)
    : undefined;
  return (
    <p className="break-words">
      <Badge tone="unknown">only observes</Badge>{" "}
      <span className="text-muted">{describeCount(rule, counts, count)}</span>
      {count?.examples.slice(0, 3).map(({ eventId, at }) => (
        <span key={eventId}>
          {" · "}
          <Link href={`/audit/${eventId}`} prefetch={false} className="link">
            <RelativeTime at={at} />
          </Link>
        </span>
      ))}
    </p>
  );
}

function describeCount({ effect }: Rule, counts: ObservedCounts | null, count: ObservedCount | undefined): string {
  if (!counts) return "counting what it would have done";
  if (!counts.ok) return counts.message;
  if (!count) return `would have matched no call in the last ${days} days`;
  const { matched, wouldChange, errors } = count;
  const calls = matched === 1 ? "1 call" : `${matched.toLocaleString("en")} calls`;
  const changed = wouldChange > 0 ? `; for ${wouldChange.toLocaleString("en")} the verdict was another` : "";
  const failed = errors > 0 ? `; its condition failed for ${errors.toLocaleString("en")}` : "";
  return `would have ${verdictWord(effect)} ${calls} in the last ${days} days${changed}${failed}`;
}
