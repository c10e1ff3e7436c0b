"use client";

import type { ReactNode } from "react";
import Link from "next/link";
import { formatCount } from "#components/charts/stacked-bars.tsx";
import { CellText, NoValue } from "#components/data-table/cell-text.tsx";
import type { DataColumn, DataColumnMeta } from "#components/data-table/features.ts";
import { formatBytes, formatDuration } from "#components/ui/time-format.ts";
import type { Usage, UsageRow } from "#lib/usage/schemas.ts";
import type { UsageBy, UsageSort } from "#lib/usage/shapes.ts";
import { changeWords, percent } from "./change-words.ts";
import { logHref, type Counted } from "./log-links.ts";
import { usageHref, type UsageChange, type UsageParams } from "./search-params.ts";

type Options = { usage: Usage; params: UsageParams; onSort: (sort: UsageSort) => void };

/** Columns of what the table lists; a click on some headers asks the server for another order. */
export function usageColumns({ usage, params, onSort }: Options): DataColumn<UsageRow>[] {
  const { by, rows } = usage;
  const most = Math.max(1, ...rows.map(({ requests }) => requests));
  const sorted = (sort: UsageSort): Pick<DataColumnMeta, "sort"> => ({
    sort: { now: params.sort === sort ? "descending" : null, onSort: () => onSort(sort) },
  });
  const count = (row: UsageRow, counted: Counted) =>
    row[counted] === 0 ? (
      <span className="text-muted">0</span>
    ) : (
      <Link href={logHref({ usage, row }, counted)} className="hover:underline">
        {formatCount(row[counted])}
      </Link>
    );
  const measured = rows.some(({ gateway, upstream }) => gateway !== null || upstream !== null);
  const times = params.times;
  return [
    column("name", nameWords[by], "max-w-56", (row) => <Name row={row} usage={usage} params={params} />),
    column(
      "requests",
      "Requests",
      "min-w-40",
      (row) => (
        <span className="flex items-center gap-2">
          <span className="w-16 text-right">{count(row, "requests")}</span>
          <span aria-hidden className="h-2 w-full max-w-48 min-w-8">
            <span className="block h-2 rounded-sm bg-chart-1" style={{ width: `${(100 * row.requests) / most}%` }} />
          </span>
        </span>
      ),
      sorted("busiest"),
    ),
    column("change", "Change", "w-0 max-md:hidden", ({ change }) =>
      change === null ? <NoValue /> : <span className="text-muted">{changeWords(change)}</span>,
    ),
    ...(rows.some(({ people }) => people !== null)
      ? [column("people", "People", "w-0", ({ people }) => (people === null ? <NoValue /> : formatCount(people)))]
      : []),
    column(
      "failed",
      "Failed",
      "w-0",
      (row) => (
        <span title={`${formatCount(row.failed)} of ${formatCount(row.requests)}`}>
          {row.failed === 0 ? (
            <span className="text-muted">0 %</span>
          ) : (
            <Link href={logHref({ usage, row }, "failed")} className="text-danger hover:underline">
              {percent(row.failed, row.requests)}
            </Link>
          )}
        </span>
      ),
      sorted("failing"),
    ),
    column("denied", "Denied", "w-0 max-sm:hidden", (row) => count(row, "denied")),
    column("held", "Held", "w-0 max-sm:hidden", (row) => count(row, "held")),
    ...(measured
      ? (["p50", "p95", "p99"] as const).map((name) =>
          column(
            name,
            `${times === "gateway" ? "Gateway" : "Upstream"} ${name}`,
            name === "p95" ? "w-0 max-sm:hidden" : "w-0 max-lg:hidden",
            (row) => (row[times] ? formatDuration(row[times][name]) : <NoValue />),
            name === "p95" ? sorted("slowest") : {},
          ),
        )
      : []),
    column("bytes", "Bytes", "w-0 max-md:hidden", ({ requestBytes, responseBytes }) =>
      formatBytes(requestBytes + responseBytes),
    ),
  ];
}

const nameWords = { server: "Server", user: "Person", agent: "Agent", tool: "Tool" } as const;

/** Leads to the use of that one alone, where that is counted and may be seen; else into the log. */
function Name({ row, usage, params }: { row: UsageRow; usage: Usage; params: UsageParams }) {
  const { by, own, scope } = usage;
  const text = { server: row.server, user: row.userName || row.user, agent: row.agent, tool: row.tool }[by];
  const narrower = own ? null : narrowerHref(row, by, params);
  return (
    <Link href={narrower ?? logHref({ usage, row })} className="block min-w-0 hover:underline">
      <CellText text={text} className={by === "tool" ? "font-mono text-xs" : undefined} />
      {by === "tool" && scope?.kind !== "server" && <CellText text={row.server} className="text-xs text-muted" />}
    </Link>
  );
}

function narrowerHref(row: UsageRow, by: UsageBy, params: UsageParams): string | null {
  const none: UsageChange = { server: null, user: null, agent: null, sort: null };
  if (by === "server") return usageHref(params, { ...none, server: row.server, by: "tool" });
  if (by === "user") return usageHref(params, { ...none, user: row.user, by: "server" });
  return by === "agent" ? usageHref(params, { ...none, agent: row.agent, by: "server" }) : null;
}

function column(
  id: string,
  header: string,
  className: string,
  cell: (row: UsageRow) => ReactNode,
  meta: Partial<DataColumnMeta> = {},
): DataColumn<UsageRow> {
  return {
    id,
    header,
    meta: { label: header, className: `${className} whitespace-nowrap`, ...meta },
    cell: ({ row }) => cell(row.original),
  };
}
