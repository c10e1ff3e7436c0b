"use client";

import { useMemo } from "react";
import Link from "next/link";
import { CellText, NoValue } from "#components/data-table/cell-text.tsx";
import { DataTable } from "#components/data-table/data-table.tsx";
import type { DataColumn } from "#components/data-table/features.ts";
import { Button } from "#components/ui/button.tsx";
import { StatusDot } from "#components/ui/status.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import type { GatewayKeySummary } from "#lib/gateway-keys/schemas.ts";
import { termHref } from "../audit/search-params.ts";
import { enumerate } from "../names.ts";

type KeysTableProps = {
  keys: GatewayKeySummary[];
  /** Absent where the reader may only read. */
  onRevoke?: (key: GatewayKeySummary) => void;
};

export function KeysTable({ keys, onRevoke }: KeysTableProps) {
  const columns = useMemo(() => keyColumns(onRevoke), [onRevoke]);
  return <DataTable label="Gateway keys" columns={columns} rows={keys} rowId={(key) => key.id} />;
}

const stateTones = { live: "success", expired: "neutral", revoked: "danger" } as const;

function keyColumns(onRevoke: KeysTableProps["onRevoke"]): DataColumn<GatewayKeySummary>[] {
  const columns: [id: string, header: string, className: string, cell: (key: GatewayKeySummary) => React.ReactNode][] =
    [
      [
        "agent",
        "Agent",
        "max-w-56",
        (key) => (
          <Link href={termHref("agent", key.agent)} prefetch={false} className="link block min-w-0">
            <CellText text={key.agent} />
          </Link>
        ),
      ],
      [
        "state",
        "State",
        "w-0",
        (key) => (
          <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
            <StatusDot tone={stateTones[key.state]} hollow={key.state === "revoked"} />
            {key.state}
          </span>
        ),
      ],
      [
        "hint",
        "Key",
        "w-0 max-sm:hidden",
        (key) => <span className="font-mono text-xs text-muted">{`${key.hint}…`}</span>,
      ],
      ["actsFor", "Acts for", "max-w-48 max-md:hidden", (key) => <CellText text={key.actsFor ?? "itself"} />],
      [
        "groups",
        "Groups",
        "max-w-48 max-md:hidden",
        (key) => (key.groups.length > 0 ? <CellText text={enumerate(key.groups)} /> : <NoValue />),
      ],
      [
        "connections",
        "Connections",
        "max-w-48 max-xl:hidden",
        (key) => (
          <CellText text={key.connections.length > 0 ? enumerate(key.connections) : "what its groups may use"} />
        ),
      ],
      [
        "lastSeen",
        "Last seen",
        "w-0 max-sm:hidden",
        (key) => (key.lastSeenAt ? <RelativeTime at={key.lastSeenAt} /> : "never"),
      ],
      [
        "expires",
        "Expires",
        "w-0 max-xl:hidden",
        (key) => (key.expiresAt ? <RelativeTime at={key.expiresAt} /> : "never"),
      ],
      [
        "revoke",
        "",
        "w-0",
        (key) =>
          onRevoke && key.state === "live" ? (
            <Button size="sm" onClick={() => onRevoke(key)} aria-label={`Revoke the key of ${key.agent.slice(0, 60)}`}>
              Revoke
            </Button>
          ) : null,
      ],
    ];
  return columns
    .filter(([id]) => id !== "revoke" || onRevoke)
    .map(([id, header, className, cell]) => ({
      id,
      header: header === "" ? () => <span className="sr-only">Change</span> : header,
      meta: { label: header, className: `${className} whitespace-nowrap` },
      cell: ({ row }) => cell(row.original),
    }));
}
