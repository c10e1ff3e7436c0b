"use client";

import { useState, type ReactNode } from "react";
import { JsonView } from "#components/ui/json-view.tsx";
import { TabPanel, Tabs } from "#components/ui/tabs.tsx";
import type { EventDetails } from "#lib/ledger/schemas.ts";
import { configChanges } from "./config-changes.ts";
import { EventApprovals, approvalsOf } from "./event-approvals.tsx";
import { EventChanges } from "./event-changes.tsx";
import { EventCopies } from "./event-copies.tsx";
import { EventOverview } from "./event-overview.tsx";
import { EventPayloads } from "./event-payloads.tsx";
import { EventPolicy } from "./event-policy.tsx";
import { EventRelated } from "./event-related.tsx";
import { EventTimeline } from "./event-timeline.tsx";
import type { QueryInHand } from "./fact-menu.tsx";
import type { Reader } from "./reader.ts";

type EventTab = "overview" | "timeline" | "policy" | "approvals" | "payloads" | "changes" | "related" | "raw";

type EventViewProps = {
  details: EventDetails;
  reader: Reader;
  inHand: QueryInHand;
  /** Set on the entry's own page, which needs no link to itself. */
  standalone?: boolean;
};

/** One entry of the audit log, in the panel and on its own page; only tabs that have something are there. */
export function EventView({ details, reader, inHand, standalone }: EventViewProps) {
  const [chosen, setTab] = useState<EventTab>("overview");
  const { event, timeline, payloads } = details;
  const changes = configChanges(event.attrs);
  const approvals = approvalsOf(timeline);
  const isJudged = event.callId !== null && event.decision !== null;
  const tabs = [
    { value: "overview", label: "Overview" },
    timeline.length > 0 && { value: "timeline", label: "Timeline", badge: <Count of={timeline.length} /> },
    isJudged && reader.mayExplain && { value: "policy", label: "Policy" },
    approvals.length > 0 && { value: "approvals", label: "Approvals" },
    event.callId !== null && { value: "payloads", label: "Payloads" },
    changes.length > 0 && { value: "changes", label: "Changes" },
    { value: "related", label: "Related" },
    { value: "raw", label: "Raw" },
  ].filter((tab) => tab !== false) as { value: EventTab; label: string; badge?: ReactNode }[];
  const tab = tabs.some(({ value }) => value === chosen) ? chosen : "overview";
  return (
    <Tabs label="Parts of this entry" value={tab} onChange={setTab} tabs={tabs}>
      <TabPanel value="overview">
        <EventCopies event={event} gatewayUrl={reader.gatewayUrl} {...(standalone && { standalone })} />
        <EventOverview key={event.id} event={event} inHand={inHand} />
      </TabPanel>
      <TabPanel value="timeline">
        <EventTimeline timeline={timeline} current={event.id} />
      </TabPanel>
      <TabPanel value="policy">
        <EventPolicy key={event.id} eventId={event.id} />
      </TabPanel>
      <TabPanel value="approvals">
        <EventApprovals approvals={approvals} holdId={event.holdId ?? approvals[0]?.holdId ?? null} />
      </TabPanel>
      <TabPanel value="payloads">
        <EventPayloads key={event.id} event={event} captured={payloads} reader={reader} />
      </TabPanel>
      <TabPanel value="changes">
        <EventChanges changes={changes} />
      </TabPanel>
      <TabPanel value="related">
        <EventRelated event={event} />
      </TabPanel>
      <TabPanel value="raw">
        <JsonView value={toJson(event)} label="The entry as it is stored, without payloads" />
      </TabPanel>
    </Tabs>
  );
}

function Count({ of }: { of: number }) {
  return <span className="text-xs text-muted">{of}</span>;
}

function toJson(event: EventDetails["event"]): Record<string, unknown> {
  return { ...event, at: event.at.toISOString() };
}
