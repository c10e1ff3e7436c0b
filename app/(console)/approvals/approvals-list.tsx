"use client";

import { useState } from "react";
import { useQueryStates } from "nuqs";
import { Badge } from "#components/ui/badge.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { useShortcuts } from "#components/shell/use-shortcuts.ts";
import { Input } from "#components/ui/input.tsx";
import { TabPanel, Tabs } from "#components/ui/tabs.tsx";
import type { HoldCounts, HoldPage, HoldRow as Row, HoldView } from "#lib/holds/schemas.ts";
import { useLiveRows } from "../live-rows.ts";
import { BulkBar } from "./bulk-bar.tsx";
import { HoldRow } from "./hold-row.tsx";
import { NoHolds } from "./no-holds.tsx";
import { approvalsSearchParams } from "./search-params.ts";
import { useRowKeys } from "./use-row-keys.ts";
import { withLiveRows } from "./with-live-rows.ts";

type ApprovalsListProps = { view: HoldView; page: HoldPage; counts: HoldCounts };

export function ApprovalsList({ view, page, counts }: ApprovalsListProps) {
  const [{ q: filter }, setParams] = useQueryStates(approvalsSearchParams, { shallow: false });
  const [openedAt] = useState(() => Date.now());
  const listRef = useRowKeys();
  const holds = withLiveRows(page.holds, view, useLiveRows());
  const shown = holds.filter((hold) => matches(hold, filter));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  // Calls that somebody else decides meanwhile are gone from the list, and from the choice.
  const selected = shown.filter(({ id, decidable }) => decidable !== null && chosen.has(id));
  const several = shown.filter(({ decidable }) => decidable !== null).length > 1;

  function select(id: string, isSelected: boolean): void {
    const next = new Set(chosen);
    if (isSelected) next.add(id);
    else next.delete(id);
    setChosen(next);
  }
  useShortcuts({
    x: () => {
      const id = document.activeElement instanceof HTMLElement ? document.activeElement.dataset["row"] : undefined;
      if (several && shown.some((hold) => hold.id === id && hold.decidable !== null) && id !== undefined) {
        select(id, !chosen.has(id));
      }
    },
  });
  return (
    <Tabs
      wide
      label="Which calls"
      value={view}
      onChange={(next) => void setParams({ view: next, after: null })}
      tabs={[
        { value: "mine", label: "Mine", badge: counts.mine > 0 && <Badge tone="held">{counts.mine}</Badge> },
        { value: "pending", label: "All pending", badge: counts.pending > 0 && <Badge>{counts.pending}</Badge> },
        { value: "decided", label: "Decided" },
        ...(counts.review > 0 || view === "review"
          ? [{ value: "review" as const, label: "To review", badge: <Badge tone="warning">{counts.review}</Badge> }]
          : []),
      ]}
      beside={
        holds.length > 0 && (
          <Input
            type="search"
            data-page-search
            aria-label="Filter these calls"
            placeholder="Filter"
            value={filter}
            onChange={(event) => void setParams({ q: event.target.value || null }, { shallow: true })}
            className="my-1 mr-2 max-w-28 min-w-16 sm:max-w-52"
          />
        )
      }
    >
      <TabPanel value={view} className="outline-none">
        {holds.length === 0 && <NoHolds view={view} pending={counts.pending} />}
        {holds.length > 0 && shown.length === 0 && (
          <p className="px-4 py-6 text-sm text-muted">No call here has “{filter}” in it.</p>
        )}
        <ul ref={listRef} aria-label="Calls">
          {shown.map((hold) => (
            <HoldRow
              key={hold.id}
              hold={hold}
              decided={view === "decided" || view === "review"}
              arrived={hold.createdAt.getTime() > openedAt}
              {...(several &&
                hold.decidable && {
                  selection: {
                    selected: chosen.has(hold.id),
                    onSelect: (isSelected: boolean) => select(hold.id, isSelected),
                  },
                })}
            />
          ))}
        </ul>
        {selected.length > 0 && <BulkBar selected={selected} onDone={() => setChosen(new Set())} />}
        {page.nextAfter && (
          <div className="p-4">
            <ButtonLink href={`/approvals?view=${view}&after=${page.nextAfter}`}>Older</ButtonLink>
          </div>
        )}
      </TabPanel>
    </Tabs>
  );
}

/** Whether every word of the filter is somewhere in the row. */
function matches(hold: Row, filter: string): boolean {
  const row = [
    hold.agent,
    hold.userName,
    hold.connection,
    hold.tool ?? hold.operation,
    hold.excerpt,
    hold.rule,
    hold.verdict?.userName,
  ]
    .join(" ")
    .toLowerCase();
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => row.includes(word));
}
