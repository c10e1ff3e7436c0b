"use client";

import type { ReactNode } from "react";
import { CellText } from "#components/data-table/cell-text.tsx";
import { DataTable } from "#components/data-table/data-table.tsx";
import type { DataColumn } from "#components/data-table/features.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { formatBytes } from "#components/ui/time-format.ts";
import { RelativeTime } from "#components/ui/time.tsx";
import type { RemovedDaySummary } from "#lib/retention/schemas.ts";

export function RemovedTable({ removed }: { removed: RemovedDaySummary[] }) {
  if (removed.length === 0) return <p className="px-4 text-sm text-muted">Nothing was removed yet.</p>;
  return (
    <DataTable label="Removed days" columns={columns} rows={removed} rowId={({ day, kind }) => `${day} ${kind}`} />
  );
}

const columns: DataColumn<RemovedDaySummary>[] = [
  column("day", "Day", "w-0 tabular-nums", ({ day }) => day),
  column("kind", "What", "w-0", ({ kind }) => kind),
  column("rows", "Count", "w-0 text-right tabular-nums", ({ rows }) => rows.toLocaleString("en")),
  column("bytes", "On disk", "w-0 text-right tabular-nums max-md:hidden", ({ bytes }) => formatBytes(bytes)),
  column("archive", "Archive", "max-w-80 max-sm:hidden", ({ archive, files }) =>
    archive === null ? (
      <span className="text-muted">not archived</span>
    ) : (
      <span className="flex min-w-0 items-center gap-1">
        <CellText
          text={files.length === 1 ? `${archive}/${files[0]?.name ?? ""}` : `${archive}: ${files.length} files`}
          className="font-mono text-xs"
        />
        {files.length > 0 && (
          <CopyButton
            value={files.map(({ sha256, name }) => `${sha256}  ${name}`).join("\n")}
            label="Copy the names with their SHA-256"
          />
        )}
      </span>
    ),
  ),
  column("removed", "Removed", "w-0", ({ removedAt }) => <RelativeTime at={removedAt} />),
];

function column(
  id: string,
  header: string,
  className: string,
  cell: (day: RemovedDaySummary) => ReactNode,
): DataColumn<RemovedDaySummary> {
  return {
    id,
    header,
    meta: { label: header, className: `${className} whitespace-nowrap` },
    cell: ({ row }) => cell(row.original),
  };
}
