"use client";

import { useCallback, useTransition } from "react";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { ListFilter, Radio } from "lucide-react";
import { useQueryStates } from "nuqs";
import { ColumnMenu } from "#components/data-table/column-menu.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { useShortcuts } from "#components/shell/use-shortcuts.ts";
import { Button, buttonClass } from "#components/ui/button.tsx";
import { EmptyState, SkeletonRows } from "#components/ui/states.tsx";
import { Popover } from "#components/ui/popover.tsx";
import type { EventDetails } from "#lib/ledger/schemas.ts";
import type { EventGroups, FacetField, SearchPage } from "#lib/search/schemas.ts";
import type { SavedView } from "#lib/views/schemas.ts";
import { viewColumns } from "#lib/views/shapes.ts";
import type { RefusalWords } from "../attempt.ts";
import { ExportMenu } from "../exports/export-menu.tsx";
import { columnLabels } from "./columns.tsx";
import { DateRange } from "./date-range.tsx";
import { EntrySheet } from "./entry/entry-sheet.tsx";
import type { Reader } from "./entry/reader.ts";
import { EventList } from "./event-list.tsx";
import { FacetPanel } from "./facets/facet-panel.tsx";
import { GroupControls } from "./groups/group-controls.tsx";
import { HistogramPanel } from "./histogram-panel.tsx";
import { QueryBar } from "./query-bar/query-bar.tsx";
import { auditParsers, searchQuery, toSearch, type AuditChange } from "./search-params.ts";
import { ViewsMenu } from "./views/views-menu.tsx";

/** Fetched when events are grouped. */
const GroupView = dynamic(() => import("./groups/group-view.tsx").then((module) => module.GroupView), {
  loading: () => <SkeletonRows rows={10} />,
});

type AuditLogProps = {
  /** Events, or groups of them; null where the query cannot be understood. */
  shown: { page: SearchPage } | { groups: EventGroups; by: FacetField[]; range: { from?: Date; to: Date } } | null;
  /** The entry that the address opens; a refusal in words where it cannot be read. */
  opened: { details: EventDetails } | { refusal: RefusalWords } | null;
  views: SavedView[];
  reader: Reader;
  everybody: boolean;
  mayExport: boolean;
  mayShare: boolean;
  mayWatch: boolean;
};

export function AuditLog({ shown, opened, views, reader, everybody, mayExport, mayShare, mayWatch }: AuditLogProps) {
  const router = useRouter();
  const [pending, startTransition] = useTransition();
  const [params, setParams] = useQueryStates(auditParsers, { shallow: false, history: "push", startTransition });
  const change = useCallback(
    (changes: AuditChange) => void setParams({ ...changes, after: null, before: null, open: null }),
    [setParams],
  );
  const search = (query: string) => change({ query });
  const zoom = (from: Date, to: Date) => change({ from, to, live: null });
  const open = (id: string | null) =>
    void setParams({ open: id }, { history: params.open ? "replace" : "push", scroll: false });
  const mayBeLive = params.show === "list" && params.sort === "newest" && !params.before && !params.after && !params.to;
  const isLive = params.live && mayBeLive;
  const toggleLive = () => change(isLive ? { live: null } : { live: true, to: null, sort: "newest", show: "list" });
  useShortcuts({ l: toggleLive });
  const facets = shown && <FacetPanel search={params} everybody={everybody} onQuery={search} />;
  return (
    <>
      <PageHeader
        title="Audit log"
        description={
          everybody
            ? "Every call through the gateway, and everything people do here."
            : "Your own calls through the gateway, and what you do here."
        }
        actions={
          <>
            <ViewsMenu views={views} params={params} mayShare={mayShare} mayWatch={mayWatch} />
            {mayExport && (
              <ExportMenu
                address={searchQuery(params)}
                search={() => toSearch(params, new Date())}
                mayReadPayloads={reader.mayReadPayloads}
              />
            )}
          </>
        }
      />
      <search className="flex flex-col gap-2 border-b px-4 py-2">
        <div className="flex flex-wrap items-start gap-2">
          <QueryBar query={params.query} onSearch={search} />
          <div className="flex flex-wrap items-center gap-2">
            <DateRange range={params.range} from={params.from} to={params.to} onChange={change} />
            <Button aria-pressed={isLive} onClick={toggleLive} className={isLive ? "border-accent! text-accent!" : ""}>
              <Radio aria-hidden className="size-4" />
              Live
            </Button>
          </div>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <GroupControls params={params} onChange={change} />
          <span className="grow" />
          <span className="lg:hidden">
            <Popover
              label="Filters"
              trigger={
                <button type="button" className={buttonClass()}>
                  <ListFilter aria-hidden className="size-4" />
                  Filters
                </button>
              }
            >
              <div className="w-72 max-w-[calc(100vw-2rem)]">{facets}</div>
            </Popover>
          </span>
          {params.show === "list" && (
            <ColumnMenu
              columns={viewColumns.map((id) => ({ id, label: columnLabels[id] }))}
              visible={params.columns}
              onChange={(columns) => void setParams({ columns }, { shallow: true, history: "replace" })}
            />
          )}
        </div>
      </search>
      {shown && <HistogramPanel search={params} onRange={zoom} />}
      <div className="flex min-h-0 grow">
        <aside aria-label="Filters" className="hidden w-60 shrink-0 border-r px-1 py-2 lg:block">
          {facets}
        </aside>
        <div className="min-w-0 grow">
          {!shown && (
            <EmptyState
              title="This query cannot be understood"
              action={<Button onClick={() => search("")}>Clear the query</Button>}
            >
              What is wrong is marked in it and said below it. Correct it and press Enter.
            </EmptyState>
          )}
          {shown && "page" in shown && (
            <EventList
              page={shown.page}
              params={params}
              pending={pending}
              isLive={isLive}
              onRefresh={mayBeLive && !params.from ? () => startTransition(() => router.refresh()) : undefined}
              onOpen={open}
              onChange={change}
              onWiden={() => change({ query: null, range: "all", from: null, to: null })}
            />
          )}
          {shown && "groups" in shown && <GroupView {...shown} params={params} onRange={zoom} />}
        </div>
      </div>
      <EntrySheet
        opened={opened}
        isOpen={params.open !== null}
        onClose={() => open(null)}
        reader={reader}
        query={params.query}
        onQuery={search}
      />
    </>
  );
}
