"use client";

import type { ReactNode } from "react";
import { CellText } from "#components/data-table/cell-text.tsx";
import { DataTable } from "#components/data-table/data-table.tsx";
import type { DataColumn } from "#components/data-table/features.ts";
import { Button } from "#components/ui/button.tsx";
import { StatusDot } from "#components/ui/status.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import type { ApiKeySummary } from "#lib/api-keys/schemas.ts";
import { describeRole } from "#lib/people/shapes.ts";

type ApiKeysTableProps = {
  keys: ApiKeySummary[];
  mayRevoke: (key: ApiKeySummary) => boolean;
  onRevoke: (key: ApiKeySummary) => void;
};

export function ApiKeysTable({ keys, mayRevoke, onRevoke }: ApiKeysTableProps) {
  const revoke = (key: ApiKeySummary): ReactNode =>
    key.state === "live" && mayRevoke(key) ? (
      <Button size="sm" onClick={() => onRevoke(key)} aria-label={`Revoke the API key ${key.name.slice(0, 60)}`}>
        Revoke
      </Button>
    ) : null;
  const last = column("revoke", "", "w-0", revoke);
  return <DataTable label="API keys" columns={[...columns, last]} rows={keys} rowId={(key) => key.id} />;
}

const stateTones = { live: "success", expired: "neutral", revoked: "danger" } as const;

const columns: DataColumn<ApiKeySummary>[] = [
  column("name", "Name", "max-w-56", (key) => <CellText text={key.name} />),
  column("state", "State", "w-0", (key) => (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <StatusDot tone={stateTones[key.state]} hollow={key.state === "revoked"} />
      {key.state}
    </span>
  )),
  column("hint", "Key", "w-0 max-sm:hidden", (key) => (
    <span className="font-mono text-xs text-muted">{`${key.hint}…`}</span>
  )),
  column("actsFor", "Acts as", "max-w-48 max-md:hidden", (key) => <CellText text={key.actsFor ?? "itself"} />),
  column("role", "May", "w-0 max-md:hidden", (key) => describeRights(key)),
  column("createdBy", "Made by", "max-w-48 max-xl:hidden", (key) => <CellText text={key.createdBy} />),
  column("lastUsed", "Last used", "w-0 max-sm:hidden", (key) =>
    key.lastUsedAt ? <RelativeTime at={key.lastUsedAt} /> : "never",
  ),
  column("expires", "Ends", "w-0 max-xl:hidden", (key) => <RelativeTime at={key.expiresAt} />),
];

function column(
  id: string,
  header: string,
  className: string,
  cell: (key: ApiKeySummary) => ReactNode,
): DataColumn<ApiKeySummary> {
  return {
    id,
    header: header === "" ? () => <span className="sr-only">Change</span> : header,
    meta: { label: header, className: `${className} whitespace-nowrap` },
    cell: ({ row }) => cell(row.original),
  };
}

function describeRights(key: ApiKeySummary): string {
  const role = `${key.actsFor === null ? "" : "at most "}${describeRole(key).toLowerCase()}`;
  return key.decides ? `${role}, decides holds` : role;
}
