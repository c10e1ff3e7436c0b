"use client";

import type { ReactNode } from "react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { ArrowLeft } from "lucide-react";
import { useQueryStates } from "nuqs";
import { PageHeader } from "#components/shell/page-header.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { TabPanel, Tabs } from "#components/ui/tabs.tsx";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { SinkSummary } from "#lib/sinks/list-sinks.ts";
import type { EventPreview } from "#lib/sinks/preview-event.ts";
import type { SinkBackfill, SinkMinute } from "#lib/sinks/read-sink-history.ts";
import { sinkParsers, type SinkView } from "../search-params.ts";
import { SinkForm } from "../sink-form.tsx";
import { isDatadog, sinkKinds } from "../sink-words.ts";
import { SinkState } from "../sinks-table.tsx";
import { useFresh } from "../use-fresh.ts";
import { BackfillView } from "./backfill-view.tsx";
import { ContentView } from "./content-view.tsx";
import { EventView } from "./event-view.tsx";
import { OverviewView } from "./overview-view.tsx";
import { RefusedView } from "./refused-view.tsx";
import { SinkActions } from "./sink-actions.tsx";

type SinkPageProps = {
  sink: SinkSummary;
  history: { minutes: SinkMinute[]; backfills: SinkBackfill[] };
  /** Or why there is none. */
  preview: EventPreview | string;
  /** Slugs. */
  connections: string[];
  mayWrite: boolean;
  now: Date;
};

/** One sink: how it goes, what it refused, what it gets, and what a person can do about it. */
export function SinkPage({ sink, history, preview, connections, mayWrite, now }: SinkPageProps) {
  const router = useRouter();
  const [{ view }, setParams] = useQueryStates(sinkParsers, { history: "push" });
  useFresh(5_000);
  const refusedBadge = sink.deadLetterCount > 0 && <Badge tone="danger">{sink.deadLetterCount}</Badge>;
  const running = history.backfills.filter(({ state }) => state === "running").length;
  const tabs: { value: SinkView; label: string; badge?: ReactNode }[] = [
    { value: "overview", label: "Overview" },
    { value: "refused", label: "Refused events", badge: refusedBadge },
    { value: "backfill", label: "Backfill", badge: running > 0 && <Badge tone="accent">{running}</Badge> },
    { value: "event", label: "What an event looks like" },
    ...(mayWrite && isDatadog(sink.kind) ? [{ value: "datadog", label: "In Datadog" } as const] : []),
    ...(mayWrite ? [{ value: "settings", label: "Settings" } as const] : []),
  ];
  const shown = tabs.some(({ value }) => value === view) ? view : "overview";
  return (
    <>
      <PageHeader
        before={
          <Link href="/sinks" className="link mb-1 inline-flex items-center gap-1 text-sm">
            <ArrowLeft aria-hidden className="size-3.5" />
            Sinks
          </Link>
        }
        title={<UntrustedText text={sink.name} limit={200} />}
        description={sinkKinds[sink.kind].label}
        actions={
          <>
            <SinkState sink={sink} />
            {mayWrite && <SinkActions sink={sink} />}
          </>
        }
      />
      <Tabs label="Sink" value={shown} onChange={(next) => void setParams({ view: next })} tabs={tabs} wide>
        <TabPanel value="overview" className="px-4 py-4">
          <OverviewView sink={sink} minutes={history.minutes} now={now} mayWrite={mayWrite} />
        </TabPanel>
        <TabPanel value="refused" className="">
          <RefusedView sink={sink} mayWrite={mayWrite} />
        </TabPanel>
        <TabPanel value="backfill" className="">
          <BackfillView sinkId={sink.id} backfills={history.backfills} mayWrite={mayWrite} />
        </TabPanel>
        <TabPanel value="event" className="px-4 py-4">
          <EventView preview={preview} />
        </TabPanel>
        <TabPanel value="datadog" className="px-4 py-4">
          <ContentView sinkId={sink.id} connections={connections} />
        </TabPanel>
        <TabPanel value="settings" className="max-w-xl px-4 py-4">
          <SinkForm
            kind={sink.kind}
            sink={sink}
            onDone={() => {
              router.refresh();
              void setParams({ view: null });
            }}
          />
        </TabPanel>
      </Tabs>
    </>
  );
}
