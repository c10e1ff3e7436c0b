"use client";

import { CellText, NoValue } from "#components/data-table/cell-text.tsx";
import { DataTable } from "#components/data-table/data-table.tsx";
import type { DataColumn } from "#components/data-table/features.ts";
import { RelativeTime } from "#components/ui/time.tsx";
import type { PersonSummary } from "#lib/people/schemas.ts";
import { describeRole } from "#lib/people/shapes.ts";
import Link from "next/link";

export function PeopleTable({ people }: { people: PersonSummary[] }) {
  return <DataTable label="People" columns={columns} rows={people} rowId={(person) => person.id} />;
}

const columns: DataColumn<PersonSummary>[] = [
  {
    id: "person",
    header: "Person",
    meta: { label: "Person", className: "w-full max-w-0" },
    cell: ({ row: { original } }) => (
      <Link href={`/people/${original.id}`} prefetch={false} className="block min-w-0">
        <CellText text={original.email} className="link" />
        {original.name !== original.email && <CellText text={original.name} className="text-muted" />}
      </Link>
    ),
  },
  {
    id: "role",
    header: "Role",
    meta: { label: "Role", className: "w-0 sm:whitespace-nowrap" },
    cell: ({ row: { original } }) => describeRole(original),
  },
  {
    id: "groups",
    header: "Groups",
    meta: { label: "Groups", className: "max-w-80 max-sm:hidden" },
    cell: ({ row: { original } }) =>
      original.groups.length > 0 ? <CellText text={original.groups.join(", ")} className="text-muted" /> : <NoValue />,
  },
  {
    id: "lastSeen",
    header: "Last signed in",
    meta: { label: "Last signed in", className: "w-0 whitespace-nowrap max-sm:hidden" },
    cell: ({ row: { original } }) => (original.lastSeenAt ? <RelativeTime at={original.lastSeenAt} /> : "never"),
  },
];
