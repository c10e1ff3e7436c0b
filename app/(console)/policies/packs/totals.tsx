import type { PackTotals } from "#lib/packs/schemas.ts";
import { VerdictBadge } from "../effect-badge.tsx";

/** How many calls that a pack lists it lets through, holds, denies and masks. */
export function Totals({ totals }: { totals: PackTotals }) {
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
      {(["allow", "hold", "deny"] as const).map(
        (effect) =>
          totals[effect] > 0 && (
            <li key={effect} className="flex items-center gap-1.5">
              <span className="tabular-nums">{totals[effect].toLocaleString("en")}</span>
              <VerdictBadge effect={effect} />
            </li>
          ),
      )}
      {totals.masked > 0 && (
        <li className="text-muted">{`answers of ${totals.masked.toLocaleString("en")} of them masked`}</li>
      )}
    </ul>
  );
}
