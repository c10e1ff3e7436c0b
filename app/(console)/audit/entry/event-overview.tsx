"use client";

import type { ReactNode } from "react";
import { MonoValue } from "#components/ui/code.tsx";
import { JsonView } from "#components/ui/json-view.tsx";
import { Status } from "#components/ui/status.tsx";
import { formatBytes, formatDuration } from "#components/ui/time-format.ts";
import { ExactTime } from "#components/ui/time.tsx";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { EventDetails } from "#lib/ledger/schemas.ts";
import type { SearchField } from "#lib/search/schemas.ts";
import { describeDecision, describeEvent } from "../event-words.ts";
import { describeMasked } from "./describe-masked.ts";
import { FactMenu, type QueryInHand } from "./fact-menu.tsx";

type Details = EventDetails["event"];

/** Facts of one entry, each with what can be done with it; what is not known is left out. */
export function EventOverview({ event, inHand }: { event: Details; inHand: QueryInHand }) {
  const attributes = Object.keys(event.attrs).length > 0;
  const fact = (label: string, field: SearchField, value: string | number | null, shown?: ReactNode) => (
    <Fact label={label} menu={value === null || value === "" ? null : { field, value: String(value), ...inHand }}>
      {shown ?? (value === null ? null : <UntrustedText text={String(value)} />)}
    </Fact>
  );
  return (
    <>
      <dl className="grid grid-cols-[6rem_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-sm sm:grid-cols-[7rem_minmax(0,1fr)]">
        <Fact label="Time">
          <ExactTime at={event.at} />
        </Fact>
        {fact("Event", "type", event.type, describeEvent(event.type))}
        {fact("Status", "status", event.status, <Status status={event.status} />)}
        {fact("User", "user", event.userName)}
        {fact("Agent", "agent", event.agent)}
        {fact("Server", "server", event.connection)}
        {fact("Tool", "tool", event.tool, mono(event.tool))}
        {fact("Operation", "operation", event.operation, mono(event.operation))}
        {fact("Decision", "decision", event.decision, describeVerdict(event))}
        {fact("Rule", "rule", event.rule, mono(event.rule))}
        {fact("Approver", "approver", event.approver)}
        <Fact label="Reason">{event.reason && <UntrustedText text={event.reason} />}</Fact>
        <Fact label="Took">{describeDurations(event)}</Fact>
        {fact("HTTP status", "http", event.httpStatus)}
        {fact("Error", "error", event.errorCode, mono(event.errorCode))}
        <Fact label="Request">{event.requestBytes === null ? null : formatBytes(event.requestBytes)}</Fact>
        <Fact label="Response">{event.responseBytes === null ? null : formatBytes(event.responseBytes)}</Fact>
        <Fact label="Masked">{describeMasked(event.type, event.attrs["masking.by_kind"])}</Fact>
        {fact("Client address", "address", event.clientIp, mono(event.clientIp))}
        <Fact label="Entry">
          <MonoValue value={event.id} name="entry id" />
        </Fact>
        {fact("Call", "call", event.callId, event.callId && <MonoValue value={event.callId} name="call id" />)}
        {fact("Hold", "hold", event.holdId, event.holdId && <MonoValue value={event.holdId} name="hold id" />)}
      </dl>
      {attributes && (
        <>
          <h3 className="pt-4 pb-1.5 text-sm font-medium">Details</h3>
          <JsonView value={event.attrs} label="Details of this entry" />
        </>
      )}
    </>
  );
}

function mono(value: string | null): ReactNode {
  return value === null ? null : <UntrustedText text={value} className="font-mono text-xs" />;
}

type FactProps = {
  label: string;
  menu?: (QueryInHand & { field: SearchField; value: string }) | null;
  children: ReactNode;
};

function Fact({ label, menu, children }: FactProps) {
  if (children === null || children === "") return null;
  return (
    <div className="contents">
      <dt className="py-0.5 text-muted">{label}</dt>
      <dd className="group flex min-w-0 items-start gap-1">
        <span className="min-w-0 py-0.5 break-words">{children}</span>
        {menu && menu.value.length <= 200 && <FactMenu {...menu} />}
      </dd>
    </div>
  );
}

function describeVerdict(event: Details): ReactNode {
  const { decision, rule, policyVersion } = event;
  if (decision === null) return null;
  return (
    <>
      {describeDecision(event)}
      {decision === "deny" && !rule && ", because no rule allows it"}
      {policyVersion !== null && policyVersion > 0 && (
        <span className="text-muted">{` by policy version ${policyVersion}`}</span>
      )}
    </>
  );
}

function describeDurations({ durationMs, upstreamMs, holdMs }: Details): string | null {
  if (durationMs === null) return null;
  const parts = [
    upstreamMs !== null && `${formatDuration(upstreamMs)} upstream`,
    holdMs !== null && `${formatDuration(holdMs)} held`,
  ].filter(Boolean);
  return parts.length > 0 ? `${formatDuration(durationMs)}: ${parts.join(", ")}` : formatDuration(durationMs);
}
