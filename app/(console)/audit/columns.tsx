"use client";

import { Fragment, type ReactNode } from "react";
import Link from "next/link";
import { CellText, NoValue } from "#components/data-table/cell-text.tsx";
import type { DataColumn, DataColumnMeta } from "#components/data-table/features.ts";
import { Status } from "#components/ui/status.tsx";
import { formatBytes, formatDuration } from "#components/ui/time-format.ts";
import type { EventRow } from "#lib/ledger/schemas.ts";
import type { SearchField } from "#lib/search/schemas.ts";
import type { ViewColumn } from "#lib/views/shapes.ts";
import { describeDecision, describeEvent } from "./event-words.ts";
import { LogTime } from "./log-time.tsx";
import { onlyTerm } from "./only-term.ts";
import { auditHref, type AuditChange, type AuditParams } from "./search-params.ts";

export const columnLabels: Record<ViewColumn, string> = {
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
  event: "Event",
  reason: "Reason",
  error: "Error",
  http: "HTTP status",
  upstream: "Upstream time",
  held: "Held time",
  request: "Request size",
  response: "Response size",
  version: "Policy version",
  risk: "Risk",
  masked: "Masked",
};

type Column = { className?: string; cell: (event: EventRow) => ReactNode };

const mono = "font-mono text-xs";
const number = "text-right whitespace-nowrap";

/** The columns that an address names, in its order: values in them are links that narrow it. */
export function auditColumns(params: AuditParams, onSort: (change: AuditChange) => void): DataColumn<EventRow>[] {
  const link = (field: SearchField, value: string | null, className?: string) => (
    <TermLink params={params} field={field} value={value} {...(className && { className })} />
  );
  const cells: Record<ViewColumn, Column> = {
    time: {
      className: "w-0",
      cell: (event) => (
        <Link href={auditHref({ ...params, open: event.id })} prefetch={false} scroll={false} className="link">
          <LogTime at={event.at} />
        </Link>
      ),
    },
    user: { className: "max-w-40 xl:max-w-52 max-md:hidden", cell: (event) => link("user", event.userName) },
    agent: { className: "max-w-32 xl:max-w-48 max-md:hidden", cell: (event) => link("agent", event.agent) },
    server: { className: "max-w-28 xl:max-w-40 max-sm:hidden", cell: (event) => link("server", event.connection) },
    operation: { className: "w-full max-w-0 min-w-40", cell: (event) => <Operation event={event} params={params} /> },
    status: {
      cell: ({ status }) => (
        <Link href={narrowed(params, "status", status)} prefetch={false} className="hover:underline">
          <Status status={status} />
        </Link>
      ),
    },
    decision: {
      className: "max-xl:hidden whitespace-nowrap",
      cell: (event) => describeDecision(event) ?? <NoValue />,
    },
    duration: { className: `${number} max-xl:hidden`, cell: ({ durationMs }) => duration(durationMs) },
    rule: { className: "max-w-48 max-sm:hidden", cell: (event) => link("rule", event.rule, mono) },
    approver: { className: "max-w-48 max-sm:hidden", cell: (event) => link("approver", event.approver) },
    address: { className: "max-w-40 max-sm:hidden", cell: (event) => link("address", event.clientIp, mono) },
    event: { className: "whitespace-nowrap max-sm:hidden", cell: (event) => describeEvent(event.type) },
    reason: { className: "max-w-64 max-sm:hidden", cell: (event) => plain(event.reason) },
    error: { className: "max-w-48 max-sm:hidden", cell: (event) => link("error", event.errorCode, mono) },
    http: { className: `${number} max-sm:hidden`, cell: ({ httpStatus }) => httpStatus ?? <NoValue /> },
    upstream: { className: `${number} max-sm:hidden`, cell: ({ upstreamMs }) => duration(upstreamMs) },
    held: { className: `${number} max-sm:hidden`, cell: ({ holdMs }) => duration(holdMs) },
    request: { className: `${number} max-sm:hidden`, cell: ({ requestBytes }) => size(requestBytes) },
    response: { className: `${number} max-sm:hidden`, cell: ({ responseBytes }) => size(responseBytes) },
    version: { className: `${number} max-sm:hidden`, cell: ({ policyVersion }) => policyVersion ?? <NoValue /> },
    risk: { className: "whitespace-nowrap max-sm:hidden", cell: (event) => link("risk", event.risk) },
    masked: { className: "max-w-64 max-sm:hidden", cell: (event) => <Masked event={event} params={params} /> },
  };
  return params.columns.map((id) => ({
    id,
    header: columnLabels[id],
    meta: { label: columnLabels[id], ...cells[id], ...sorted(id, params, onSort) },
    cell: ({ row }) => cells[id].cell(row.original),
  }));
}

function sorted(id: ViewColumn, { sort }: AuditParams, onSort: (change: AuditChange) => void): Partial<DataColumnMeta> {
  if (id === "time") {
    const now = sort === "newest" ? "descending" : sort === "oldest" ? "ascending" : null;
    return { sort: { now, onSort: () => onSort({ sort: sort === "newest" ? "oldest" : "newest" }) } };
  }
  if (id !== "duration") return {};
  const isSlowest = sort === "slowest";
  return {
    sort: { now: isSlowest ? "descending" : null, onSort: () => onSort({ sort: isSlowest ? "newest" : "slowest" }) },
  };
}

function Operation({ event, params }: { event: EventRow; params: AuditParams }) {
  if (event.tool !== null) return <TermLink params={params} field="tool" value={event.tool} className={mono} />;
  if (event.operation !== null) {
    return <TermLink params={params} field="operation" value={event.operation} className={mono} />;
  }
  return <span className="block truncate text-muted">{describeEvent(event.type)}</span>;
}

/** Each kind of what was masked, with how often. */
function Masked({ event, params }: { event: EventRow; params: AuditParams }) {
  if (event.masked === null) return <NoValue />;
  return (
    <span className="block truncate" title={event.masked}>
      {event.masked.split(" ").map((entry, index) => {
        const [kind = "", count] = entry.split(":");
        return (
          <Fragment key={kind}>
            {index > 0 && ", "}
            <Link href={narrowed(params, "masked", kind)} prefetch={false} className="hover:underline">
              {kind}
            </Link>
            <span className="text-muted">{` ${count}`}</span>
          </Fragment>
        );
      })}
    </span>
  );
}

type TermLinkProps = { params: AuditParams; field: SearchField; value: string | null; className?: string };

function TermLink({ params, field, value, className }: TermLinkProps) {
  if (value === null || value === "") return <NoValue />;
  return (
    <Link
      href={narrowed(params, field, value)}
      prefetch={false}
      className="inline-block max-w-full align-middle hover:underline"
    >
      <CellText text={value} {...(className && { className })} />
    </Link>
  );
}

function plain(value: string | null): ReactNode {
  return value === null ? <NoValue /> : <CellText text={value} />;
}

function duration(ms: number | null): ReactNode {
  return ms === null ? <NoValue /> : formatDuration(ms);
}

function size(bytes: number | null): ReactNode {
  return bytes === null ? <NoValue /> : formatBytes(bytes);
}

/** Address of the first page with only this value of the field. */
function narrowed(params: AuditParams, field: SearchField, value: string): string {
  const query = onlyTerm(params.query, field, value);
  return auditHref({ ...params, query, after: null, before: null, open: null });
}
