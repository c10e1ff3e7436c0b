"use client";

import type { ReactNode } from "react";
import Link from "next/link";
import { MonoValue } from "#components/ui/code.tsx";
import { JsonView } from "#components/ui/json-view.tsx";
import { Status } from "#components/ui/status.tsx";
import { formatBytes, formatDuration } from "#components/ui/time-format.ts";
import { ExactTime } from "#components/ui/time.tsx";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { EventDetails } from "#lib/ledger/schemas.ts";
import { describeMasked } from "./describe-masked.ts";
import { describeDecision } from "./event-words.ts";
import { auditQuery } from "./search-params.ts";

type Details = EventDetails["event"];

/** Facts of one entry; what is not known is left out. */
export function EventOverview({ event }: { event: Details }) {
  const attributes = Object.keys(event.attrs).length > 0;
  return (
    <>
      <dl className="grid grid-cols-[6rem_minmax(0,1fr)] gap-x-3 sm:grid-cols-[7rem_minmax(0,1fr)] gap-y-1.5 text-sm">
        <Fact label="Time">
          <ExactTime at={event.at} />
        </Fact>
        <Fact label="Status">
          <Status status={event.status} />
        </Fact>
        <Fact label="User">{filterText("user", event.userName)}</Fact>
        <Fact label="Agent">{filterText("agent", event.agent)}</Fact>
        <Fact label="Server">{filterText("server", event.connection)}</Fact>
        <Fact label="Tool">{filterText("tool", event.tool, "font-mono text-xs")}</Fact>
        <Fact label="Operation">{text(event.operation, "font-mono text-xs")}</Fact>
        <Fact label="Decision">{decisionOf(event)}</Fact>
        <Fact label="Approver">{text(event.approver)}</Fact>
        <Fact label="Reason">{text(event.reason)}</Fact>
        <Fact label="Took">{describeDurations(event)}</Fact>
        <Fact label="HTTP status">{event.httpStatus}</Fact>
        <Fact label="Error">{text(event.errorCode, "font-mono text-xs")}</Fact>
        <Fact label="Request">{event.requestBytes === null ? null : formatBytes(event.requestBytes)}</Fact>
        <Fact label="Response">{event.responseBytes === null ? null : formatBytes(event.responseBytes)}</Fact>
        <Fact label="Masked">{describeMasked(event.type, event.attrs["masking.by_kind"])}</Fact>
        <Fact label="Client address">{text(event.clientIp, "font-mono text-xs")}</Fact>
        <Fact label="Entry">
          <MonoValue value={event.id} name="entry id" />
        </Fact>
        <Fact label="Call">{event.callId && <MonoValue value={event.callId} name="call id" />}</Fact>
        <Fact label="Hold">{event.holdId && <MonoValue value={event.holdId} name="hold id" />}</Fact>
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

function Fact({ label, children }: { label: string; children: ReactNode }) {
  if (children === null || children === "") return null;
  return (
    <div className="contents">
      <dt className="text-muted">{label}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  );
}

function text(value: string | null, className?: string): ReactNode {
  return value === null ? null : <UntrustedText text={value} {...(className && { className })} />;
}

function filterText(key: "user" | "agent" | "server" | "tool", value: string | null, className?: string): ReactNode {
  if (value === null || value === "") return null;
  // A long name folds with a button, which cannot be inside a link.
  if (value.length > 200) return text(value, className);
  return (
    <Link href={`/audit${auditQuery({ [key]: value })}`} prefetch={false} className="link">
      {text(value, className)}
    </Link>
  );
}

function decisionOf(event: Details): ReactNode {
  const { decision, rule, policyVersion } = event;
  const version = policyVersion !== null && policyVersion > 0 ? `policy version ${policyVersion}` : null;
  if (decision === null) return version;
  return (
    <>
      {describeDecision(event)}
      {rule ? (
        <>
          {" by rule "}
          <span className="font-mono text-xs">{rule}</span>
        </>
      ) : (
        decision === "deny" && ", because no rule allows it"
      )}
      {version && <span className="text-muted">{`, ${version}`}</span>}
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
