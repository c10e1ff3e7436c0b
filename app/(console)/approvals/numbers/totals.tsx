import type { ReactNode } from "react";
import { formatDuration } from "#components/ui/time-format.ts";
import type { ApprovalStats } from "#lib/approval-stats/schemas.ts";

/** The numbers of everything together. */
export function Totals({ total }: { total: ApprovalStats["total"] }) {
  const decided = total.approved + total.denied;
  return (
    <dl className="grid grid-cols-2 gap-x-6 gap-y-4 border-b px-4 py-4 sm:grid-cols-3 xl:grid-cols-6">
      <Fact name="Held calls a day" value={total.perDay} more={`${total.holds} in all`} />
      <Fact name="Median time to decide" value={total.medianMs === null ? "–" : formatDuration(total.medianMs)} />
      <Fact name="19 of 20 decided within" value={total.p95Ms === null ? "–" : formatDuration(total.p95Ms)} />
      <Fact name="Approved" value={share(total.approved, decided)} more={`${total.approved} of ${decided} decided`} />
      <Fact name="Nobody decided" value={total.expired} more="expired" />
      <Fact name="Released by one alone" value={total.brokeGlass} />
    </dl>
  );
}

function Fact({ name, value, more }: { name: string; value: ReactNode; more?: string }) {
  return (
    <div>
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="text-xl font-semibold">{value}</dd>
      {more && <dd className="text-xs text-muted">{more}</dd>}
    </div>
  );
}

/** A part in percent; a dash where there is no whole. */
export function share(part: number, whole: number): string {
  return whole === 0 ? "–" : `${Math.round((part / whole) * 100)} %`;
}
