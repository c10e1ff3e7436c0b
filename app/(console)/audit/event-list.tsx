"use client";

import { useMemo } from "react";
import { ArrowUp } from "lucide-react";
import { DataTable } from "#components/data-table/data-table.tsx";
import { KeysetPager } from "#components/data-table/keyset-pager.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import { ExactTime } from "#components/ui/time.tsx";
import type { SearchPage, SortOrder } from "#lib/search/schemas.ts";
import { auditColumns } from "./columns.tsx";
import { auditHref, type AuditChange, type AuditParams } from "./search-params.ts";
import { useLiveEvents } from "./use-live-events.ts";
import { countedAtMost, useNewCount } from "./use-new-count.ts";

type EventListProps = {
  page: SearchPage;
  params: AuditParams;
  pending: boolean;
  /** Whether new events go on top as they happen. */
  isLive: boolean;
  /** Reads the page again; absent where new events would not be on it. */
  onRefresh: (() => void) | undefined;
  onOpen: (id: string) => void;
  onChange: (change: AuditChange) => void;
  onWiden: () => void;
};

const pagerWords: Record<SortOrder, [string, string]> = {
  newest: ["Newer", "Older"],
  oldest: ["Older", "Newer"],
  slowest: ["Slower", "Faster"],
};

/** One page of events, with those that happen meanwhile on top while the live view is on. */
export function EventList({ page, params, pending, isLive, onRefresh, onOpen, onChange, onWiden }: EventListProps) {
  const live = useLiveEvents(isLive ? params.query : null);
  const newCount = useNewCount(params.query, !isLive && onRefresh ? page.events : null);
  const rows = useMemo(() => {
    const onPage = new Set(page.events.map(({ id }) => id));
    return [...live.events.filter(({ id }) => !onPage.has(id)), ...page.events];
  }, [live.events, page.events]);
  const columns = useMemo(() => auditColumns(params, onChange), [params, onChange]);
  const { beforeCursor, afterCursor, searchedTo } = page;
  const arrived = rows.length - page.events.length;
  if (rows.length === 0 && searchedTo === null) return <NoEvents isLive={isLive} onWiden={onWiden} />;
  return (
    <>
      {live.skipped && (
        <p className="px-4 py-1 text-xs text-muted">More happens than can be read: the live view leaves some out.</p>
      )}
      {newCount > 0 && (
        <p className="border-b px-4 py-1">
          <Button size="sm" variant="ghost" className="text-accent!" onClick={onRefresh}>
            <ArrowUp aria-hidden className="size-4" />
            {newCount >= countedAtMost ? `Show ${countedAtMost} new and more` : `Show ${newCount} new`}
          </Button>
        </p>
      )}
      <DataTable
        label="Audit log"
        columns={columns}
        rows={rows}
        rowId={(event) => event.id}
        onOpen={onOpen}
        openId={params.open}
        pending={pending}
        isNew={(event) => live.events.includes(event)}
      />
      <KeysetPager
        previous={beforeCursor && auditHref({ ...params, before: beforeCursor, after: null, open: null, live: null })}
        next={afterCursor && auditHref({ ...params, after: afterCursor, before: null, open: null, live: null })}
        words={pagerWords[params.sort]}
      >
        {describePage(page, params.sort)}
        {arrived > 0 && `, and ${arrived} that have just happened`}
        {searchedTo && (
          <>
            {". Searched back to "}
            <ExactTime at={searchedTo} />
            {afterCursor && ", the next page goes on from there"}
          </>
        )}
      </KeysetPager>
    </>
  );
}

const firstWords: Record<SortOrder, string> = { newest: "the newest", oldest: "the oldest", slowest: "the slowest" };

function describePage({ events, beforeCursor }: SearchPage, sort: SortOrder): string {
  const count = events.length === 1 ? "1 entry" : `${events.length} entries`;
  return beforeCursor || events.length === 0 ? count : `${count}, ${firstWords[sort]}`;
}

function NoEvents({ isLive, onWiden }: { isLive: boolean; onWiden: () => void }) {
  return (
    <EmptyState
      title={isLive ? "Nothing yet" : "No entries match"}
      action={<Button onClick={onWiden}>Show everything of any time</Button>}
    >
      Each call through the gateway and each change made here appears on this page within a second. Widen the period or
      take something out of the query, or send a first call: <code className="font-mono">npm run demo</code> plays an
      agent.
    </EmptyState>
  );
}
