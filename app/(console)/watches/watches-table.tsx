"use client";

import { useState, useTransition, type ReactNode } from "react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { Ellipsis } from "lucide-react";
import { CellText, NoValue } from "#components/data-table/cell-text.tsx";
import { DataTable } from "#components/data-table/data-table.tsx";
import type { DataColumn } from "#components/data-table/features.ts";
import { EmptyState } from "#components/ui/states.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu, MenuItem, MenuSeparator } from "#components/ui/menu.tsx";
import { StatusDot } from "#components/ui/status.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import type { ChannelSummary } from "#lib/notifications/schemas.ts";
import { conditionWords } from "#lib/watches/condition-words.ts";
import type { WatchSummary } from "#lib/watches/schemas.ts";
import { updateWatchAction } from "./actions.ts";

type WatchesTableProps = {
  watches: WatchSummary[];
  channels: ChannelSummary[];
  mayWrite: boolean;
  onChange: (id: string) => void;
  onFirings: (id: string) => void;
  onRemove: (watch: WatchSummary) => void;
};

export function WatchesTable({ watches, channels, mayWrite, onChange, onFirings, onRemove }: WatchesTableProps) {
  if (watches.length === 0) {
    return (
      <EmptyState title="Nothing is watched">
        The worker adds the watches that come with Holdpoint within the hour. Any search of the audit log can be one.
      </EmptyState>
    );
  }
  const listening = channels.filter(({ moments }) => moments.includes("watch"));
  const columns: DataColumn<WatchSummary>[] = [
    column("name", "Watch", "max-w-72", ({ name, query, condition }) => (
      <div className="min-w-0 py-1">
        <CellText text={name} />
        {condition.kind === "delivery-behind" ? (
          <span className="text-xs text-muted">asked of every sink</span>
        ) : (
          <Link href={`/audit?${new URLSearchParams({ query }).toString()}`} className="block hover:underline">
            <CellText text={query === "" ? "every event" : query} className="font-mono text-xs text-muted" />
          </Link>
        )}
      </div>
    )),
    column("condition", "Fires at", "w-0 max-md:hidden", ({ condition }) => conditionWords(condition)),
    column("state", "State", "max-w-64", (watch) => <State watch={watch} />),
    column("firings", "In 30 days", "w-0", ({ id, firings }) =>
      firings === 0 ? (
        <span className="text-muted">none</span>
      ) : (
        <button type="button" className="link cursor-pointer" onClick={() => onFirings(id)}>
          {firings.toLocaleString("en")}
        </button>
      ),
    ),
    column("rings", "Rings", "max-w-48 max-lg:hidden", ({ channelIds }) => (
      <Rings channels={channelIds.length === 0 ? listening : channels.filter(({ id }) => channelIds.includes(id))} />
    )),
    ...(mayWrite
      ? [
          column("change", "", "w-0", (watch) => (
            <WatchMenu watch={watch} onChange={() => onChange(watch.id)} onRemove={() => onRemove(watch)} />
          )),
        ]
      : []),
  ];
  return <DataTable label="Watches" columns={columns} rows={watches} rowId={({ id }) => id} />;
}

function State({ watch: { enabled, firingSince, lastFiredAt, lastError } }: { watch: WatchSummary }) {
  const tone = !enabled ? "neutral" : lastError ? "warning" : firingSince ? "danger" : "success";
  return (
    <div className="min-w-0 py-1 whitespace-normal">
      <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
        <StatusDot tone={tone} hollow={!enabled} />
        {!enabled && "switched off"}
        {enabled && lastError && "cannot be looked at"}
        {enabled && !lastError && firingSince && (
          <span>
            firing since <RelativeTime at={firingSince} />
          </span>
        )}
        {enabled && !lastError && !firingSince && "quiet"}
      </span>
      {enabled && lastError && <p className="text-xs text-warning">{lastError}</p>}
      {!firingSince && lastFiredAt && (
        <p className="text-xs text-muted">
          fired <RelativeTime at={lastFiredAt} />
        </p>
      )}
    </div>
  );
}

function Rings({ channels }: { channels: ChannelSummary[] }) {
  if (channels.length === 0) return <NoValue />;
  return <CellText text={channels.map(({ name }) => name).join(", ")} className="text-muted" />;
}

function WatchMenu({ watch, onChange, onRemove }: { watch: WatchSummary; onChange: () => void; onRemove: () => void }) {
  const router = useRouter();
  const [said, setSaid] = useState("");
  const [pending, startTransition] = useTransition();
  const { id, name, query, condition, channelIds, enabled, readyMade } = watch;
  function flip(): void {
    startTransition(async () => {
      const result = await updateWatchAction({ id, name, query, condition, channelIds, enabled: !enabled });
      setSaid(result.ok ? "" : result.message);
      router.refresh();
    });
  }
  return (
    <div className="flex items-center justify-end gap-2">
      <output className="text-xs text-danger">{said}</output>
      <Menu
        trigger={
          <IconButton label={`Change ${name.slice(0, 60)}`} disabled={pending}>
            <Ellipsis aria-hidden />
          </IconButton>
        }
      >
        <MenuItem onSelect={onChange}>Change</MenuItem>
        <MenuItem onSelect={flip}>{enabled ? "Switch off" : "Switch on"}</MenuItem>
        {!readyMade && (
          <>
            <MenuSeparator />
            <MenuItem onSelect={onRemove}>Remove</MenuItem>
          </>
        )}
      </Menu>
    </div>
  );
}

function column(
  id: string,
  header: string,
  className: string,
  cell: (watch: WatchSummary) => ReactNode,
): DataColumn<WatchSummary> {
  return {
    id,
    header: header === "" ? () => <span className="sr-only">Change</span> : header,
    meta: { label: header, className: `${className} whitespace-nowrap` },
    cell: ({ row }) => cell(row.original),
  };
}
