"use client";

import { useState, type ReactNode } from "react";
import { CellText } from "#components/data-table/cell-text.tsx";
import { DataTable } from "#components/data-table/data-table.tsx";
import type { DataColumn } from "#components/data-table/features.ts";
import { StatusDot } from "#components/ui/status.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import type { ChannelSummary } from "#lib/notifications/schemas.ts";
import { kindWords, momentWords } from "#lib/notifications/shapes.ts";
import { ChannelMenu } from "./channel-menu.tsx";
import { RemoveDialog } from "./remove-dialog.tsx";

type ChannelsTableProps = {
  label: string;
  channels: ChannelSummary[];
  mayChange: boolean;
  onChange: (id: string) => void;
  /** What it means that there are none. */
  empty: string;
};

export function ChannelsTable({ label, channels, mayChange, onChange, empty }: ChannelsTableProps) {
  const [removing, setRemoving] = useState<ChannelSummary | null>(null);
  if (channels.length === 0) return <p className="px-4 pt-1 pb-4 text-sm text-muted">{empty}</p>;
  const change = column("change", "", "w-0", (channel) => (
    <ChannelMenu channel={channel} onChange={() => onChange(channel.id)} onRemove={() => setRemoving(channel)} />
  ));
  const shown = columns.filter(({ id }) => id !== "groups" || channels.some(({ own }) => !own));
  return (
    <>
      <DataTable
        label={label}
        columns={mayChange ? [...shown, change] : shown}
        rows={channels}
        rowId={(channel) => channel.id}
      />
      <RemoveDialog channel={removing} onClose={() => setRemoving(null)} />
    </>
  );
}

const columns: DataColumn<ChannelSummary>[] = [
  column("name", "Name", "max-w-48", (channel) => (
    <div className="min-w-0">
      <CellText text={channel.name} />
      <CellText text={`${kindWords[channel.kind]}, ${channel.target}`} className="text-xs text-muted" />
    </div>
  )),
  column("state", "State", "max-w-64", (channel) => <State channel={channel} />),
  column("groups", "Calls for", "max-w-48 max-lg:hidden", ({ groups }) => (
    <CellText text={groups.length === 0 ? "every group" : groups.join(", ")} />
  )),
  column("moments", "Tells when", "max-w-72 max-md:hidden", ({ moments }) => (
    <CellText text={moments.map((moment) => momentWords[moment].toLowerCase()).join(", ")} className="text-muted" />
  )),
];

function State({ channel }: { channel: ChannelSummary }) {
  const { enabled, failingSince, lastError, rungAt } = channel;
  const tone = !enabled ? "neutral" : failingSince ? "danger" : rungAt ? "success" : "neutral";
  return (
    <div className="min-w-0 py-1 whitespace-normal">
      <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
        <StatusDot tone={tone} hollow={!enabled || (!failingSince && !rungAt)} />
        {!enabled && "switched off"}
        {enabled && failingSince && "failing"}
        {enabled && !failingSince && !rungAt && "not used yet"}
        {enabled && !failingSince && rungAt && (
          <span>
            worked <RelativeTime at={rungAt} />
          </span>
        )}
      </span>
      {failingSince && lastError && <p className="text-xs text-danger">{lastError}</p>}
    </div>
  );
}

function column(
  id: string,
  header: string,
  className: string,
  cell: (channel: ChannelSummary) => ReactNode,
): DataColumn<ChannelSummary> {
  return {
    id,
    header: header === "" ? () => <span className="sr-only">Change</span> : header,
    meta: { label: header, className: `${className} whitespace-nowrap` },
    cell: ({ row }) => cell(row.original),
  };
}
