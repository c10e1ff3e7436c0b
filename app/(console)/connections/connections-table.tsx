"use client";

import { useMemo } from "react";
import { CellText } from "#components/data-table/cell-text.tsx";
import { DataTable } from "#components/data-table/data-table.tsx";
import type { DataColumn } from "#components/data-table/features.ts";
import { Badge } from "#components/ui/badge.tsx";
import { formatDuration } from "#components/ui/time-format.ts";
import type { ConnectionSummary } from "#lib/connections/schemas.ts";
import { enumerate } from "../names.ts";
import { credentialWords } from "./credential-words.ts";

type ConnectionsTableProps = {
  connections: ConnectionSummary[];
  open: string | null;
  onOpen: (slug: string) => void;
};

export function ConnectionsTable({ connections, open, onOpen }: ConnectionsTableProps) {
  const columns = useMemo(() => connectionColumns(onOpen), [onOpen]);
  return (
    <DataTable
      label="Connections"
      columns={columns}
      rows={connections}
      rowId={(connection) => connection.slug}
      onOpen={onOpen}
      openId={open}
    />
  );
}

function connectionColumns(onOpen: (slug: string) => void): DataColumn<ConnectionSummary>[] {
  return [
    {
      id: "slug",
      header: "Connection",
      meta: { label: "Connection", className: "max-w-60 xl:max-w-72" },
      cell: ({ row: { original } }) => (
        <button
          type="button"
          onClick={() => onOpen(original.slug)}
          className="block w-full min-w-0 cursor-pointer text-left"
        >
          <CellText text={original.slug} className="link font-medium" />
          {original.name !== original.slug && <CellText text={original.name} className="text-muted" />}
        </button>
      ),
    },
    {
      id: "kind",
      header: "Kind",
      meta: { label: "Kind", className: "w-0" },
      cell: ({ row: { original } }) => <Badge>{original.kind === "mcp" ? "MCP" : "HTTP"}</Badge>,
    },
    {
      id: "address",
      header: "Address",
      meta: { label: "Address", className: "max-w-56 xl:max-w-80 max-md:hidden" },
      cell: ({ row: { original } }) => <CellText text={original.baseUrl} className="font-mono text-xs" />,
    },
    {
      id: "groups",
      header: "Who may use it",
      meta: { label: "Who may use it", className: "max-w-60 max-sm:hidden" },
      cell: ({ row: { original } }) => (
        <CellText text={original.groups.length === 0 ? "every caller" : enumerate(original.groups, "or")} />
      ),
    },
    {
      id: "credential",
      header: "Credential",
      meta: { label: "Credential", className: "max-xl:hidden whitespace-nowrap" },
      cell: ({ row: { original } }) =>
        original.credential ? (
          credentialWords(original.credential)
        ) : (
          <span className="text-muted">{credentialWords(null)}</span>
        ),
    },
    {
      id: "wait",
      header: "Waits when held",
      meta: { label: "Waits when held", className: "max-xl:hidden text-right whitespace-nowrap" },
      cell: ({ row: { original } }) => formatDuration(original.holdBudgetMs),
    },
  ];
}
