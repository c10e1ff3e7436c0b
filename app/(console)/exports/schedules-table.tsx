"use client";

import { useState, type ReactNode } from "react";
import { CellText } from "#components/data-table/cell-text.tsx";
import { DataTable } from "#components/data-table/data-table.tsx";
import type { DataColumn } from "#components/data-table/features.ts";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { StatusDot } from "#components/ui/status.tsx";
import { formatBytes } from "#components/ui/time-format.ts";
import { RelativeTime } from "#components/ui/time.tsx";
import type { ScheduleSummary } from "#lib/export-schedules/schemas.ts";
import { ConfirmDialog } from "../confirm-dialog.tsx";
import { removeScheduleAction } from "./actions.ts";
import { shortFormatWords } from "./export-words.ts";
import { ScheduleMenu } from "./schedule-menu.tsx";

type SchedulesTableProps = { schedules: ScheduleSummary[]; mayWrite: boolean; onChange: (id: string) => void };

export function SchedulesTable({ schedules, mayWrite, onChange }: SchedulesTableProps) {
  const [removing, setRemoving] = useState<ScheduleSummary | null>(null);
  const act = column("act", "", "w-0", (schedule) => (
    <ScheduleMenu schedule={schedule} onChange={() => onChange(schedule.id)} onRemove={() => setRemoving(schedule)} />
  ));
  return (
    <>
      <DataTable
        label="Scheduled exports"
        columns={mayWrite ? [...columns, act] : columns}
        rows={schedules}
        rowId={({ id }) => id}
      />
      <ConfirmDialog
        open={removing !== null}
        title={`Remove ${removing?.name ?? ""}?`}
        confirm="Remove the schedule"
        act={() => removeScheduleAction({ id: removing?.id ?? "" })}
        onClose={() => setRemoving(null)}
      >
        <p>What it has written stays where it is. One that is added later does not know where this one ended.</p>
      </ConfirmDialog>
    </>
  );
}

const columns: DataColumn<ScheduleSummary>[] = [
  column("name", "Schedule", "max-w-56", ({ name, every, format, query, content }) => (
    <div className="min-w-0 py-1">
      <CellText text={name} className="font-medium" />
      <CellText
        text={`every ${every}, ${shortFormatWords[format]}${content ? " with bodies" : ""}, ${query === "" ? "everything" : query}`}
        className="text-xs text-muted"
      />
    </div>
  )),
  column("state", "State", "max-w-72", (schedule) => <State schedule={schedule} />),
  column("storage", "Where to", "max-w-56 max-lg:hidden", ({ storage }) => (
    <CellText text={storage.url} className="font-mono text-xs" />
  )),
  column("last", "Newest file", "max-w-80 max-md:hidden", ({ runs: [run] }) =>
    run?.file ? (
      <div className="min-w-0 py-1">
        <span className="flex min-w-0 items-center gap-1">
          <CellText text={run.file.name} className="font-mono text-xs" />
          <CopyButton value={`${run.file.sha256}  ${run.file.name}`} label="Copy the name with its SHA-256" />
        </span>
        <p className="text-xs text-muted">
          {run.rows.toLocaleString("en")} events, {formatBytes(run.bytes)}, <RelativeTime at={run.finishedAt} />
        </p>
      </div>
    ) : (
      <span className="text-muted">none yet</span>
    ),
  ),
  column("owner", "By the rights of", "max-w-48 max-xl:hidden", ({ ownerName }) => <CellText text={ownerName} />),
];

function State({ schedule }: { schedule: ScheduleSummary }) {
  const { enabled, stoppedReason, failingSince, lastError, nextAt } = schedule;
  const tone = stoppedReason || failingSince ? "danger" : enabled ? "success" : "neutral";
  return (
    <div className="min-w-0 py-1 whitespace-normal">
      <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
        <StatusDot tone={tone} hollow={!enabled} />
        {!enabled && (stoppedReason ? "stopped" : "switched off")}
        {enabled && failingSince && "failing"}
        {enabled && !failingSince && (
          <span>
            next <RelativeTime at={nextAt} />
          </span>
        )}
      </span>
      {(stoppedReason ?? lastError) && <p className="text-xs text-danger">{stoppedReason ?? lastError}</p>}
    </div>
  );
}

function column(
  id: string,
  header: string,
  className: string,
  cell: (schedule: ScheduleSummary) => ReactNode,
): DataColumn<ScheduleSummary> {
  return {
    id,
    header: header === "" ? () => <span className="sr-only">Change</span> : header,
    meta: { label: header, className: `${className} whitespace-nowrap` },
    cell: ({ row }) => cell(row.original),
  };
}
