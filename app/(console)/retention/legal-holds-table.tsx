"use client";

import type { ReactNode } from "react";
import { CellText } from "#components/data-table/cell-text.tsx";
import { DataTable } from "#components/data-table/data-table.tsx";
import type { DataColumn } from "#components/data-table/features.ts";
import { Button } from "#components/ui/button.tsx";
import { StatusDot } from "#components/ui/status.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import type { LegalHoldSummary } from "#lib/retention/schemas.ts";

type LegalHoldsTableProps = {
  holds: LegalHoldSummary[];
  mayWrite: boolean;
  onRelease: (hold: LegalHoldSummary) => void;
};

export function LegalHoldsTable({ holds, mayWrite, onRelease }: LegalHoldsTableProps) {
  if (holds.length === 0) return <p className="px-4 text-sm text-muted">Nothing is held.</p>;
  const act = column("act", "", "w-0", (hold) =>
    hold.releasedAt === null ? (
      <Button size="sm" onClick={() => onRelease(hold)}>
        Release
      </Button>
    ) : null,
  );
  return (
    <DataTable
      label="Days under a legal hold"
      columns={mayWrite ? [...columns, act] : columns}
      rows={holds}
      rowId={({ id }) => id}
    />
  );
}

const columns: DataColumn<LegalHoldSummary>[] = [
  column("name", "Legal hold", "max-w-64", ({ name, reason }) => (
    <div className="min-w-0 py-1">
      <CellText text={name} className="font-medium" />
      <CellText text={reason} className="text-xs text-muted" />
    </div>
  )),
  column("range", "Days", "w-0", ({ fromDay, toDay }) => `${fromDay ?? "the first"} to ${toDay ?? "the last"}`),
  column("state", "State", "max-w-64", ({ releasedAt, releasedByName }) => (
    <span className="inline-flex items-center gap-1.5">
      <StatusDot tone={releasedAt ? "neutral" : "success"} hollow={releasedAt !== null} />
      {releasedAt ? (
        <span>
          released <RelativeTime at={releasedAt} /> by {releasedByName}
        </span>
      ) : (
        "in force"
      )}
    </span>
  )),
  column("placed", "Placed", "max-w-64 max-md:hidden", ({ createdAt, createdByName }) => (
    <span>
      <RelativeTime at={createdAt} /> by {createdByName}
    </span>
  )),
];

function column(
  id: string,
  header: string,
  className: string,
  cell: (hold: LegalHoldSummary) => ReactNode,
): DataColumn<LegalHoldSummary> {
  return {
    id,
    header: header === "" ? () => <span className="sr-only">Release</span> : header,
    meta: { label: header, className: `${className} whitespace-nowrap` },
    cell: ({ row }) => cell(row.original),
  };
}
