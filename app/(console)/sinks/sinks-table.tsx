"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { CellText } from "#components/data-table/cell-text.tsx";
import { DataTable } from "#components/data-table/data-table.tsx";
import type { DataColumn } from "#components/data-table/features.ts";
import { Badge } from "#components/ui/badge.tsx";
import { StatusDot } from "#components/ui/status.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import type { SinkSummary } from "#lib/sinks/list-sinks.ts";
import { describeSink } from "./describe-sink.ts";
import { sinkKinds } from "./sink-words.ts";

export function SinksTable({ sinks }: { sinks: SinkSummary[] }) {
  const router = useRouter();
  return (
    <DataTable
      label="Sinks"
      columns={columns}
      rows={sinks}
      rowId={({ id }) => id}
      onOpen={(id) => router.push(`/sinks/${id}`)}
    />
  );
}

const columns: DataColumn<SinkSummary>[] = [
  {
    id: "name",
    header: "Sink",
    meta: { label: "Sink", className: "max-w-48 xl:max-w-72" },
    cell: ({ row: { original } }) => (
      <Link href={`/sinks/${original.id}`} className="block min-w-0">
        <CellText text={original.name} className="link font-medium" />
      </Link>
    ),
  },
  {
    id: "kind",
    header: "Kind",
    meta: { label: "Kind", className: "w-0 max-md:hidden" },
    cell: ({ row: { original } }) => <Badge>{sinkKinds[original.kind].label}</Badge>,
  },
  {
    id: "state",
    header: "State",
    meta: { label: "State", className: "whitespace-nowrap" },
    cell: ({ row: { original } }) => <SinkState sink={original} />,
  },
  {
    id: "delivered",
    header: "Delivered",
    meta: { label: "Delivered", className: "text-right tabular-nums max-sm:hidden" },
    cell: ({ row: { original } }) => original.deliveredCount.toLocaleString("en"),
  },
  {
    id: "refused",
    header: "Refused",
    meta: { label: "Refused", className: "text-right tabular-nums max-sm:hidden" },
    cell: ({ row: { original } }) =>
      original.deadLetterCount === 0 ? (
        <span className="text-muted">none</span>
      ) : (
        <Link href={`/sinks/${original.id}?view=refused`} className="link">
          {original.deadLetterCount.toLocaleString("en")}
        </Link>
      ),
  },
  {
    id: "last",
    header: "Last delivery",
    meta: { label: "Last delivery", className: "max-lg:hidden whitespace-nowrap" },
    cell: ({ row: { original } }) =>
      original.deliveredAt ? <RelativeTime at={original.deliveredAt} /> : <span className="text-muted">none yet</span>,
  },
  {
    id: "address",
    header: "Address",
    meta: { label: "Address", className: "max-w-72 max-xl:hidden" },
    cell: ({ row: { original } }) => <CellText text={original.url} className="font-mono text-xs" />,
  },
];

/** A dot and how it goes, in words. */
export function SinkState({ sink }: { sink: SinkSummary }) {
  const { words, tone } = describeSink(sink);
  return (
    <span className="inline-flex items-center gap-1.5 text-sm">
      <StatusDot tone={tone} />
      {words}
    </span>
  );
}
