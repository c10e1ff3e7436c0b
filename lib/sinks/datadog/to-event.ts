import type { AuditEvent, EventStatus } from "#lib/ledger/events.ts";
import { describeEvent } from "./describe-event.ts";

/** Datadog recommends at most 25 KB a log. */
const maxEventBytes = 25_000;
/** Datadog drops what is older than 18 hours; the margin is for the way there and for clocks that differ. */
const lateAfterMs = 17.5 * 3_600_000;
/** Characters of a text that are kept: what a facet takes, then less until the event fits. */
const textLimits = [1_024, 256, 64];
const maxDetails = 40;
const nanosecondsPerMs = 1_000_000;

const outcomes: Record<EventStatus, { status: "info" | "warn" | "error"; outcome: string }> = {
  ok: { status: "info", outcome: "success" },
  approved: { status: "info", outcome: "success" },
  started: { status: "info", outcome: "pending" },
  held: { status: "warn", outcome: "pending" },
  denied: { status: "warn", outcome: "denied" },
  expired: { status: "warn", outcome: "failure" },
  cancelled: { status: "warn", outcome: "failure" },
  failed: { status: "error", outcome: "failure" },
  unknown: { status: "error", outcome: "unknown" },
};

/**
 * An event of the ledger as the JSON of one Datadog log, never over 25 KB: Datadog's standard attributes, and ours
 * under `gateway`. Bodies are not in events, and so not here. An event that Datadog would drop for its age is sent as
 * of `now`, marked late, with its true time kept.
 */
export function toDatadogEvent(event: AuditEvent, now: Date): string {
  let json = "";
  for (const limit of textLimits) {
    json = JSON.stringify(build(event, now, limit));
    if (Buffer.byteLength(json) <= maxEventBytes) return json;
  }
  return json;
}

function build(event: AuditEvent, now: Date, limit: number): Record<string, unknown> {
  const { name, action, sentence } = describeEvent(event);
  const { status, outcome } = outcomes[event.status];
  const late = now.getTime() - event.at.getTime() > lateAfterMs;
  const log = {
    ddsource: "holdpoint",
    service: "holdpoint",
    ddtags: event.connection === null ? undefined : `gateway_target:${event.connection}`,
    message: sentence,
    status,
    timestamp: (late ? now : event.at).toISOString(),
    evt: { id: event.id, name, outcome, actor: actorOf(event) },
    action,
    auth_method: event.attrs["auth.method"],
    ...identitiesOf(event),
    is_mcp_call: event.kind === "mcp",
    mcp: mcpOf(event),
    network: {
      client: { ip: event.clientIp },
      bytes_read: event.requestBytes,
      bytes_written: event.responseBytes,
    },
    http: httpOf(event),
    duration: inNanoseconds(event.durationMs),
    error: event.errorCode === null ? undefined : { kind: event.errorCode, message: event.reason },
    gateway: {
      type: event.type,
      status: event.status,
      call_id: event.callId,
      target: { name: event.connection, kind: event.kind },
      operation_id: event.operation,
      decision: event.decision,
      policy: { rule: event.rule, version: event.policyVersion },
      approval: approvalOf(event),
      upstream_duration: inNanoseconds(event.upstreamMs),
      reason: event.reason,
      detail: detailOf(event.attrs),
      ...(late && { late: true, occurred_at: event.at.toISOString() }),
    },
  };
  return tidy(log, limit) as Record<string, unknown>;
}

/** `interactive`: a person was there, as the one the agent acts for or as the one who approved. */
function actorOf({ agent, userId, approver }: AuditEvent): Record<string, unknown> | undefined {
  if (agent?.startsWith("holdpoint:")) return { type: "SYSTEM" };
  if (agent !== null) return { type: "AGENT", mode: (userId ?? approver) ? "interactive" : "autonomous" };
  return userId === null ? undefined : { type: "USER" };
}

/** Datadog's convention: where an agent acts, it is the user and the person it acts for the delegator. */
function identitiesOf({ agent, userId, userName }: AuditEvent): Record<string, unknown> {
  const person = userId === null ? undefined : { id: userId, name: userName, email: emailOf(userName) };
  return agent === null ? { usr: person } : { usr: { id: `agent:${agent}`, name: agent }, delegator: person };
}

function emailOf(name: string | null): string | undefined {
  return name?.includes("@") ? name : undefined;
}

function mcpOf(event: AuditEvent): Record<string, unknown> | undefined {
  if (event.kind !== "mcp") return undefined;
  return {
    method: event.operation,
    client: { name: event.attrs["mcp.client.name"] },
    server: { name: event.connection },
    tool: { name: event.tool },
  };
}

function httpOf(event: AuditEvent): Record<string, unknown> {
  const [method, path] = event.kind === "http" ? (event.operation ?? "").split(" ", 2) : [];
  const useragent = event.attrs["user_agent.original"];
  return { method, status_code: event.httpStatus, url_details: { path }, useragent };
}

function approvalOf(event: AuditEvent): Record<string, unknown> | undefined {
  if (event.holdId === null) return undefined;
  const { approver, reason } = event;
  return {
    id: event.holdId,
    resolved: event.status !== "held",
    wait_duration: inNanoseconds(event.holdMs),
    ...(approver !== null && { approver: { name: approver, email: emailOf(approver) }, reason }),
  };
}

function inNanoseconds(ms: number | null): number | undefined {
  return ms === null ? undefined : ms * nanosecondsPerMs;
}

/** Plain attributes of the event, flat and few, so that none can break Datadog's limits on names, depth and number. */
function detailOf(attrs: AuditEvent["attrs"]): Record<string, unknown> {
  const plain = Object.entries(attrs).filter(
    ([name, value]) => /^[A-Za-z][\w.]{0,39}$/.test(name) && ["string", "number", "boolean"].includes(typeof value),
  );
  return Object.fromEntries(plain.slice(0, maxDetails));
}

/** Without what is empty, and with texts cut to `limit` characters. */
function tidy(value: unknown, limit: number): unknown {
  if (typeof value === "string") return cut(value, limit);
  if (typeof value !== "object" || value === null) return value ?? undefined;
  const kept = Object.entries(value).flatMap(([name, inner]) => {
    const tidied = tidy(inner, limit);
    return tidied === undefined ? [] : [[name, tidied] as const];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/** Never through the middle of a character. */
function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
