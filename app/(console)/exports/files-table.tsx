"use client";

import { useState, type ReactNode } from "react";
import Link from "next/link";
import { Download } from "lucide-react";
import { CellText } from "#components/data-table/cell-text.tsx";
import { DataTable } from "#components/data-table/data-table.tsx";
import type { DataColumn } from "#components/data-table/features.ts";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Status } from "#components/ui/status.tsx";
import { formatBytes } from "#components/ui/time-format.ts";
import { RelativeTime } from "#components/ui/time.tsx";
import type { ExportSummary } from "#lib/exports/schemas.ts";
import { auditHref } from "../audit/search-params.ts";
import { ConfirmDialog } from "../confirm-dialog.tsx";
import { cancelExportAction } from "./actions.ts";
import { describeSearch, shortFormatWords } from "./export-words.ts";

type FilesTableProps = { files: ExportSummary[]; mayCancelAll: boolean; mayReadPayloads: boolean };

export function FilesTable({ files, mayCancelAll, mayReadPayloads }: FilesTableProps) {
  const [cancelling, setCancelling] = useState<ExportSummary | null>(null);
  const act = column("act", "", "w-0", (file) => {
    const { id, state, own, content } = file;
    const isOn = state === "queued" || state === "running";
    if (isOn && (own || mayCancelAll)) {
      return (
        <Button size="sm" onClick={() => setCancelling(file)}>
          Cancel
        </Button>
      );
    }
    if (file.expiresAt === null || (content && !mayReadPayloads)) return null;
    return (
      <ButtonLink size="sm" href={`/exports/${id}/file`} external>
        <Download aria-hidden className="size-4" />
        Download
      </ButtonLink>
    );
  });
  return (
    <>
      <DataTable label="Exported files" columns={[...columns, act]} rows={files} rowId={({ id }) => id} />
      <ConfirmDialog
        open={cancelling !== null}
        title="Cancel this export?"
        confirm="Cancel the export"
        act={() => cancelExportAction({ id: cancelling?.id ?? "" })}
        onClose={() => setCancelling(null)}
      >
        <p>
          {cancelling?.way === "download"
            ? "The download breaks off within a second, and what has arrived of it is not whole."
            : "No file is made. You can ask for it again."}
        </p>
      </ConfirmDialog>
    </>
  );
}

const columns: DataColumn<ExportSummary>[] = [
  column("search", "Events", "max-w-64 xl:max-w-96", ({ search, content }) => (
    <div className="min-w-0 py-1">
      <Link href={auditHref({ ...search, from: search.from ?? null, to: search.to ?? null, range: "all" })}>
        <CellText text={describeSearch(search)} className="link" />
      </Link>
      {content && <p className="text-xs text-muted">with headers and bodies</p>}
    </div>
  )),
  column("state", "State", "max-w-64", (file) => <State file={file} />),
  column("format", "Format", "w-0 max-md:hidden", ({ format }) => shortFormatWords[format]),
  column("rows", "Events in it", "w-0 text-right tabular-nums max-sm:hidden", ({ rows }) => rows.toLocaleString("en")),
  column("size", "Size", "w-0 text-right tabular-nums max-md:hidden", ({ bytes }) => formatBytes(bytes)),
  column("sha256", "SHA-256", "w-0 max-xl:hidden", ({ sha256 }) =>
    sha256 === null ? null : (
      <span className="inline-flex items-center gap-1 font-mono text-xs">
        {sha256.slice(0, 12)}…
        <CopyButton value={sha256} label="Copy the SHA-256" />
      </span>
    ),
  ),
  column("owner", "For", "max-w-40 max-lg:hidden", ({ ownerName }) => <CellText text={ownerName} />),
  column("created", "Asked for", "w-0 max-lg:hidden", ({ createdAt }) => <RelativeTime at={createdAt} />),
];

function State({ file: { state, way, error, expiresAt } }: { file: ExportSummary }) {
  const word = state === "queued" ? "waits" : state === "running" ? "being written" : undefined;
  return (
    <div className="min-w-0 py-1 whitespace-normal">
      <Status
        status={state === "queued" ? "started" : state === "running" ? "dispatched" : state}
        {...(word && { word })}
      />
      {error && <p className="text-xs text-muted">{error}</p>}
      {state === "completed" && (
        <p className="text-xs text-muted">
          {way === "download" ? (
            "downloaded"
          ) : expiresAt ? (
            <>
              kept, gone <RelativeTime at={expiresAt} />
            </>
          ) : (
            "no longer kept"
          )}
        </p>
      )}
    </div>
  );
}

function column(
  id: string,
  header: string,
  className: string,
  cell: (file: ExportSummary) => ReactNode,
): DataColumn<ExportSummary> {
  return {
    id,
    header: header === "" ? () => <span className="sr-only">Action</span> : header,
    meta: { label: header, className: `${className} whitespace-nowrap` },
    cell: ({ row }) => cell(row.original),
  };
}
