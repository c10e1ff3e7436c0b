"use client";

import { useMemo } from "react";
import { CellText, NoValue } from "#components/data-table/cell-text.tsx";
import { DataTable } from "#components/data-table/data-table.tsx";
import type { DataColumn } from "#components/data-table/features.ts";
import { Button } from "#components/ui/button.tsx";
import { StatusDot } from "#components/ui/status.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import type { IdentitySummary } from "#lib/agents/schemas.ts";

type IdentitiesTableProps = {
  identities: IdentitySummary[];
  /** Absent where the reader may only read. */
  onSwitch?: (identity: IdentitySummary) => void;
};

export function IdentitiesTable({ identities, onSwitch }: IdentitiesTableProps) {
  const columns = useMemo(() => identityColumns(onSwitch), [onSwitch]);
  return <DataTable label="Callers" columns={columns} rows={identities} rowId={({ identity }) => identity} />;
}

function identityColumns(onSwitch: IdentitiesTableProps["onSwitch"]): DataColumn<IdentitySummary>[] {
  const columns: DataColumn<IdentitySummary>[] = [
    {
      id: "name",
      header: "Caller",
      meta: { label: "Caller", className: "max-w-60" },
      cell: ({ row: { original } }) => <CellText text={original.name} />,
    },
    {
      id: "kind",
      header: "Kind",
      meta: { label: "Kind", className: "w-0 whitespace-nowrap max-sm:hidden" },
      cell: ({ row: { original } }) => original.kind,
    },
    {
      id: "owners",
      header: "Owned by",
      meta: { label: "Owned by", className: "max-w-60 max-md:hidden" },
      cell: ({ row: { original } }) =>
        original.owners.length > 0 ? <CellText text={original.owners.join(", ")} /> : <NoValue />,
    },
    {
      id: "state",
      header: "State",
      meta: { label: "State", className: "max-w-72" },
      cell: ({ row: { original } }) => <State identity={original} />,
    },
    {
      id: "lastSeen",
      header: "Last seen",
      meta: { label: "Last seen", className: "w-0 whitespace-nowrap max-md:hidden" },
      cell: ({ row: { original } }) => (original.lastSeenAt ? <RelativeTime at={original.lastSeenAt} /> : "not lately"),
    },
  ];
  if (!onSwitch) return columns;
  return [
    ...columns,
    {
      id: "switch",
      header: () => <span className="sr-only">Change</span>,
      meta: { label: "", className: "w-0 whitespace-nowrap" },
      cell: ({ row: { original } }) => {
        const verb = original.disabled ? "Enable" : "Disable";
        const label = `${verb} ${original.kind} ${original.name.slice(0, 60)}`;
        return (
          <Button size="sm" onClick={() => onSwitch(original)} aria-label={label}>
            {verb}
          </Button>
        );
      },
    },
  ];
}

function State({ identity: { disabled } }: { identity: IdentitySummary }) {
  return (
    <span className="inline-flex max-w-full items-center gap-1.5">
      <StatusDot tone={disabled ? "danger" : "success"} hollow={disabled !== null} />
      {disabled ? <CellText text={`disabled by ${disabled.by}: ${disabled.reason}`} /> : "may call"}
    </span>
  );
}
