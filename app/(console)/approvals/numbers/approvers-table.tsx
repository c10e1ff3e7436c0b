"use client";

import type { ReactNode } from "react";
import { CellText, NoValue } from "#components/data-table/cell-text.tsx";
import { DataTable } from "#components/data-table/data-table.tsx";
import type { DataColumn } from "#components/data-table/features.ts";
import { formatDuration } from "#components/ui/time-format.ts";
import type { ApproverStats } from "#lib/approval-stats/schemas.ts";
import { share } from "./totals.tsx";

/** Who decides, how, and how fast. */
export function ApproversTable({ approvers }: { approvers: ApproverStats[] }) {
  if (approvers.length === 0) return null;
  return (
    <section aria-labelledby="by-approver">
      <h2 id="by-approver" className="px-4 pt-4 pb-1 text-base font-semibold">
        By approver
      </h2>
      <p className="max-w-prose px-4 pb-1 text-sm text-muted">
        Approvals given within five seconds of the asking were hardly read. Fewer questions help more than slower
        people.
      </p>
      <DataTable label="Approvers" columns={columns} rows={approvers} rowId={({ userName }) => userName} />
    </section>
  );
}

const columns: DataColumn<ApproverStats>[] = [
  column("person", "Person", "max-w-64", ({ userName }) => <CellText text={userName} />),
  column("votes", "Votes", "w-0", ({ approved, denied }) => approved + denied),
  column("approved", "Approved", "w-0", ({ approved, denied }) => share(approved, approved + denied)),
  column("median", "Median", "w-0 max-sm:hidden", ({ medianMs }) =>
    medianMs === null ? <NoValue /> : formatDuration(medianMs),
  ),
  column("hasty", "Within 5 s", "w-0", ({ hasty, approved }) => share(hasty, approved)),
];

function column(
  id: string,
  header: string,
  className: string,
  cell: (row: ApproverStats) => ReactNode,
): DataColumn<ApproverStats> {
  return {
    id,
    header,
    meta: { label: header, className: `${className} whitespace-nowrap` },
    cell: ({ row }) => cell(row.original),
  };
}
