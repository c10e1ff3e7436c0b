import Link from "next/link";
import { Badge } from "#components/ui/badge.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import type { ObservedCount } from "#lib/backtests/schemas.ts";
import type { Rule } from "#lib/policies/schemas.ts";
import { verdictWord } from "../effect-badge.tsx";

const observedDays = 7;

/** What a rule that only observes would have done in the last days. */
export function Observed({ rule, count }: { rule: Rule; count: ObservedCount | undefined }) {
  return (
    <p className="break-words">
      <Badge tone="unknown">only observes</Badge>{" "}
      <span className="text-muted">
        {count ? describeCount(rule, count) : `would have matched no call in the last ${observedDays} days`}
      </span>
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

function describeCount({ effect }: Rule, { matched, wouldChange, errors }: ObservedCount): string {
  const calls = matched === 1 ? "1 call" : `${matched.toLocaleString("en")} calls`;
  const failed = errors > 0 ? `, its condition failed for ${errors.toLocaleString("en")}` : "";
  return `would have ${verdictWord(effect)} ${calls} in the last ${observedDays} days, of which ${wouldChange.toLocaleString("en")} otherwise than they were${failed}`;
}
