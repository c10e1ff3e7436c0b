"use client";

import { useState } from "react";
import Link from "next/link";
import { JsonView } from "#components/ui/json-view.tsx";
import { TabPanel, Tabs } from "#components/ui/tabs.tsx";
import type { EventDetails } from "#lib/ledger/schemas.ts";
import { policyQuery } from "../policies/search-params.ts";
import { EventOverview } from "./event-overview.tsx";
import { EventPayloads } from "./event-payloads.tsx";
import { EventTimeline } from "./event-timeline.tsx";

type EventTab = "overview" | "timeline" | "payloads" | "raw";

type EventViewProps = {
  details: EventDetails;
  mayReadPayloads: boolean;
  /** Whether the reader may see policies. */
  mayExplain: boolean;
  /** Set on the entry's own page, which needs no link to itself. */
  standalone?: boolean;
};

/** One entry of the audit log, in the panel and on its own page. */
export function EventView({ details, mayReadPayloads, mayExplain, standalone }: EventViewProps) {
  const [tab, setTab] = useState<EventTab>("overview");
  const { event, timeline, payloads } = details;
  return (
    <Tabs
      label="Parts of this entry"
      value={tab}
      onChange={setTab}
      tabs={[
        { value: "overview", label: "Overview" },
        {
          value: "timeline",
          label: "Timeline",
          badge: timeline.length > 0 && <span className="text-xs text-muted">{timeline.length}</span>,
        },
        { value: "payloads", label: "Payloads" },
        { value: "raw", label: "Raw" },
      ]}
    >
      <TabPanel value="overview">
        <EventOverview key={event.id} event={event} />
        <p className="flex flex-wrap gap-x-4 pt-4 text-sm">
          {!standalone && (
            <Link href={`/audit/${event.id}`} prefetch={false} className="link">
              Open as a page to share
            </Link>
          )}
          {mayExplain && event.callId && event.decision && (
            <Link
              href={policyQuery("/policies", { view: "explain", call: event.id })}
              prefetch={false}
              className="link"
            >
              Explain the decision
            </Link>
          )}
        </p>
      </TabPanel>
      <TabPanel value="timeline">
        <EventTimeline timeline={timeline} current={event.id} />
      </TabPanel>
      <TabPanel value="payloads">
        <EventPayloads key={event.id} callId={event.callId} captured={payloads} mayRead={mayReadPayloads} />
      </TabPanel>
      <TabPanel value="raw">
        <JsonView value={toJson(event)} label="The entry as it is stored, without payloads" />
      </TabPanel>
    </Tabs>
  );
}

function toJson(event: EventDetails["event"]): Record<string, unknown> {
  return { ...event, at: event.at.toISOString() };
}
