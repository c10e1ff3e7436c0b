"use client";

import { useMemo, useTransition } from "react";
import { Download } from "lucide-react";
import { useQueryStates } from "nuqs";
import { ColumnMenu } from "#components/data-table/column-menu.tsx";
import { DataTable } from "#components/data-table/data-table.tsx";
import { KeysetPager } from "#components/data-table/keyset-pager.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { Sheet } from "#components/ui/dialog.tsx";
import { EmptyState, ErrorState, SkeletonRows } from "#components/ui/states.tsx";
import type { EventDetails, EventFacets, EventPage } from "#lib/ledger/schemas.ts";
import type { RefusalWords } from "../attempt.ts";
import { auditColumns, auditHref, columnLabels } from "./columns.tsx";
import { EventView } from "./event-view.tsx";
import { describeEvent } from "./event-words.ts";
import { FilterBar } from "./filter-bar.tsx";
import { auditParsers, columnIds, filterQuery, noFilter, type FilterChange } from "./search-params.ts";

type AuditLogProps = {
  page: EventPage;
  facets: EventFacets;
  /** The entry that the address opens; a refusal in words where it cannot be read. */
  opened: { details: EventDetails } | { refusal: RefusalWords } | null;
  everybody: boolean;
  mayExport: boolean;
  mayReadPayloads: boolean;
  mayExplain: boolean;
};

export function AuditLog({ page, facets, opened, everybody, mayExport, mayReadPayloads, mayExplain }: AuditLogProps) {
  const [pending, startTransition] = useTransition();
  const [params, setParams] = useQueryStates(auditParsers, { shallow: false, history: "push", startTransition });
  const columns = useMemo(() => auditColumns(params), [params]);
  const change = (filter: FilterChange) => void setParams({ ...filter, older: null, newer: null, open: null });
  const open = (id: string | null) =>
    void setParams({ open: id }, { history: params.open ? "replace" : "push", scroll: false });
  const details = opened && "details" in opened ? opened.details : null;
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
            <ColumnMenu
              columns={columnIds.map((id) => ({ id, label: columnLabels[id] }))}
              visible={params.columns}
              onChange={(columns) => void setParams({ columns }, { shallow: true, history: "replace" })}
            />
            {mayExport && (
              <ButtonLink href={`/audit/export${filterQuery(params)}`} external>
                <Download aria-hidden className="size-4" />
                Export CSV
              </ButtonLink>
            )}
          </>
        }
      />
      <FilterBar filters={params} facets={facets} everybody={everybody} onChange={change} />
      {page.events.length === 0 ? (
        <NoEvents onWiden={() => change({ ...noFilter, range: "all" })} />
      ) : (
        <>
          <DataTable
            label="Audit log"
            columns={columns}
            rows={page.events}
            rowId={(event) => event.id}
            visible={params.columns}
            onOpen={open}
            openId={params.open}
            pending={pending}
          />
          <KeysetPager
            newer={page.newerCursor && auditHref(params, { newer: page.newerCursor, older: null, open: null })}
            older={page.olderCursor && auditHref(params, { older: page.olderCursor, newer: null, open: null })}
          >
            {describePage(page)}
          </KeysetPager>
        </>
      )}
      <Sheet
        open={params.open !== null}
        onOpenChange={(next) => {
          if (!next) open(null);
        }}
        modal={false}
        title={details ? describeEvent(details.event.type) : "Entry"}
        className="sm:max-w-2xl"
      >
        {details && <EventView details={details} mayReadPayloads={mayReadPayloads} mayExplain={mayExplain} />}
        {!opened && <SkeletonRows rows={8} />}
        {opened && "refusal" in opened && (
          <ErrorState title={opened.refusal.title}>{opened.refusal.message}</ErrorState>
        )}
      </Sheet>
    </>
  );
}

function describePage({ events, newerCursor }: EventPage): string {
  const count = events.length === 1 ? "1 entry" : `${events.length} entries`;
  return newerCursor ? count : `${count}, the newest`;
}

function NoEvents({ onWiden }: { onWiden: () => void }) {
  return (
    <EmptyState title="No entries match" action={<Button onClick={onWiden}>Show everything of any time</Button>}>
      Each call through the gateway and each change made here appears on this page within a second. Widen the period or
      clear a filter, or send a first call: <code className="font-mono">npm run demo</code> plays an agent.
    </EmptyState>
  );
}
