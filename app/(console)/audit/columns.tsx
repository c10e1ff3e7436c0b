"use client";

import type { ReactNode } from "react";
import Link from "next/link";
import { CellText, NoValue } from "#components/data-table/cell-text.tsx";
import type { DataColumn } from "#components/data-table/features.ts";
import { Status } from "#components/ui/status.tsx";
import { formatDuration } from "#components/ui/time-format.ts";
import type { EventRow } from "#lib/ledger/schemas.ts";
import { describeDecision, describeEvent } from "./event-words.ts";
import { LogTime } from "./log-time.tsx";
import { auditQuery, type AuditParams, type ColumnId } from "./search-params.ts";

export const columnLabels: Record<ColumnId, string> = {
  time: "Time",
  user: "User",
  agent: "Agent",
  server: "Server",
  operation: "Operation",
  status: "Status",
  decision: "Decision",
  duration: "Duration",
  rule: "Rule",
  approver: "Approver",
  address: "Client address",
};

type Column = { className?: string; cell: (event: EventRow) => ReactNode };

/** The columns for an address: values in them are links that narrow it. */
export function auditColumns(params: AuditParams): DataColumn<EventRow>[] {
  const cells: Record<ColumnId, Column> = {
    time: {
      className: "w-0",
      cell: (event) => (
        <Link href={auditHref(params, { open: event.id })} prefetch={false} scroll={false} className="link">
          <LogTime at={event.at} />
        </Link>
      ),
    },
    user: {
      className: "max-w-40 xl:max-w-52 max-md:hidden",
      cell: (event) => filterLink(params, "user", event.userName),
    },
    agent: {
      className: "max-w-32 xl:max-w-48 max-md:hidden",
      cell: (event) => filterLink(params, "agent", event.agent),
    },
    server: {
      className: "max-w-28 xl:max-w-40 max-sm:hidden",
      cell: (event) => filterLink(params, "server", event.connection),
    },
    operation: { className: "w-full max-w-0 min-w-40", cell: (event) => <Operation event={event} params={params} /> },
    status: {
      cell: (event) => (
        <Link href={narrowed(params, { status: event.status })} prefetch={false} className="hover:underline">
          <Status status={event.status} />
        </Link>
      ),
    },
    decision: {
      className: "max-xl:hidden whitespace-nowrap",
      cell: (event) => describeDecision(event) ?? <NoValue />,
    },
    duration: {
      className: "text-right whitespace-nowrap max-xl:hidden",
      cell: ({ durationMs }) => (durationMs === null ? <NoValue /> : formatDuration(durationMs)),
    },
    rule: { className: "max-w-48 max-sm:hidden", cell: (event) => plain(event.rule, "font-mono text-xs") },
    approver: { className: "max-w-48 max-sm:hidden", cell: (event) => plain(event.approver) },
    address: { className: "max-w-40 max-sm:hidden", cell: (event) => plain(event.clientIp, "font-mono text-xs") },
  };
  return (Object.entries(cells) as [ColumnId, Column][]).map(([id, { className, cell }]) => ({
    id,
    header: columnLabels[id],
    meta: { label: columnLabels[id], ...(className && { className }) },
    cell: ({ row }) => cell(row.original),
  }));
}

function Operation({ event, params }: { event: EventRow; params: AuditParams }) {
  if (event.tool !== null) return <span className="font-mono text-xs">{filterLink(params, "tool", event.tool)}</span>;
  if (event.operation !== null) return <CellText text={event.operation} className="font-mono text-xs" />;
  return <span className="block truncate text-muted">{describeEvent(event.type)}</span>;
}

function filterLink(params: AuditParams, key: "user" | "agent" | "server" | "tool", value: string | null): ReactNode {
  if (value === null || value === "") return <NoValue />;
  return (
    <Link
      href={narrowed(params, { [key]: value })}
      prefetch={false}
      className="inline-block max-w-full align-middle hover:underline"
    >
      <CellText text={value} />
    </Link>
  );
}

function plain(value: string | null, className?: string): ReactNode {
  return value === null ? <NoValue /> : <CellText text={value} {...(className && { className })} />;
}

/** Address with these changes and everything else as it is. */
export function auditHref(
  params: AuditParams,
  changes: Partial<{ [Key in keyof AuditParams]: AuditParams[Key] | null }>,
) {
  return `/audit${auditQuery({ ...params, ...changes })}`;
}

/** Address of the newest page under one more filter. */
function narrowed(params: AuditParams, filter: Partial<AuditParams>): string {
  return auditHref(params, { ...filter, older: null, newer: null, open: null });
}
