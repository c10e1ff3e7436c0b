"use client";

import type { ReactNode } from "react";
import Link from "next/link";
import { CellText, NoValue } from "#components/data-table/cell-text.tsx";
import { DataTable } from "#components/data-table/data-table.tsx";
import type { DataColumn } from "#components/data-table/features.ts";
import { Badge } from "#components/ui/badge.tsx";
import { formatDuration } from "#components/ui/time-format.ts";
import type { RuleStats } from "#lib/approval-stats/schemas.ts";
import { share } from "./totals.tsx";

/** Each rule that held calls, and what might spare people its decisions. */
export function RulesTable({ rules }: { rules: RuleStats[] }) {
  return (
    <section aria-labelledby="by-rule" className="border-b">
      <h2 id="by-rule" className="px-4 pt-4 pb-1 text-base font-semibold">
        By rule
      </h2>
      <DataTable label="Rules" columns={columns} rows={rules} rowId={({ rule }) => rule} />
    </section>
  );
}

const columns: DataColumn<RuleStats>[] = [
  column("rule", "Rule", "max-w-64", ({ rule }) => <CellText text={rule} className="font-mono text-xs" />),
  column("holds", "Held", "w-0", ({ holds }) => holds),
  column("approved", "Approved", "w-0", ({ approved, denied }) => share(approved, approved + denied)),
  column("denied", "Denied", "w-0 max-md:hidden", ({ denied }) => denied),
  column("expired", "Expired", "w-0 max-md:hidden", ({ expired }) => expired),
  column("median", "Median", "w-0 max-sm:hidden", ({ medianMs }) => duration(medianMs)),
  column("p95", "19 of 20", "w-0 max-lg:hidden", ({ p95Ms }) => duration(p95Ms)),
  column("suggestion", "Suggestion", "min-w-56 max-sm:hidden whitespace-normal", ({ suggestion }) =>
    suggestion ? (
      <div className="py-1">
        <Badge tone="warning">
          {suggestion.kind === "grant" ? "Always approved: grant" : "Always approved: allow"}
        </Badge>
        <p className="mt-1 text-xs text-muted">
          {suggestion.why}{" "}
          <Link href={suggestion.kind === "grant" ? "/approvals/grants" : "/policies"} className="link">
            {suggestion.kind === "grant" ? "Grants" : "Open the policy"}
          </Link>
        </p>
      </div>
    ) : (
      <NoValue />
    ),
  ),
];

function duration(ms: number | null): ReactNode {
  return ms === null ? <NoValue /> : formatDuration(ms);
}

function column(
  id: string,
  header: string,
  className: string,
  cell: (row: RuleStats) => ReactNode,
): DataColumn<RuleStats> {
  const wraps = className.includes("whitespace-normal");
  return {
    id,
    header,
    meta: { label: header, className: wraps ? className : `${className} whitespace-nowrap` },
    cell: ({ row }) => cell(row.original),
  };
}
