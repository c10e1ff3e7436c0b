import type { AuditEvent, EventStatus } from "#lib/ledger/events.ts";
import { boundedJson, plainAttributes } from "../bounded-json.ts";
import { describeEvent } from "./describe-event.ts";

/** Datadog drops what is older than 18 hours; the margin is for the way there and for clocks that differ. */
const lateAfterMs = 17.5 * 3_600_000;
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

type Cut = (text: string) => string;

/**
 * An event of the ledger as the JSON of one Datadog log, never over 25 KB: Datadog's standard attributes, and ours
 * under `gateway`. Bodies are not in events, and so not here. An event that Datadog would drop for its age is sent as
 * of `now`, marked late, with its true time kept.
 */
export function toDatadogEvent(event: AuditEvent, now: Date, tags: readonly string[] = []): string {
  return boundedJson((cut) => build(event, now, tags, cut));
}

function build(event: AuditEvent, now: Date, tags: readonly string[], cut: Cut): Record<string, unknown> {
  const { name, action, sentence } = describeEvent(event);
  const { status, outcome } = outcomes[event.status];
  const late = now.getTime() - event.at.getTime() > lateAfterMs;
  const at = event.at.toISOString();
  const reason = maybe(event.reason, cut);
  return {
    ddsource: "holdpoint",
    service: "holdpoint",
    ddtags: tagsOf(event, tags, cut),
    message: cut(sentence),
    status,
    timestamp: late ? now.toISOString() : at,
    evt: { id: event.id, name, outcome, actor: actorOf(event) },
    action,
    auth_method: textOf(event.attrs["auth.method"], cut),
    ...identitiesOf(event, cut),
    is_mcp_call: event.kind === "mcp",
    mcp: mcpOf(event, cut),
    network: networkOf(event),
    http: httpOf(event, cut),
    duration: inNanoseconds(event.durationMs),
    error: event.errorCode === null ? undefined : { kind: cut(event.errorCode), message: reason },
    gateway: {
      type: event.type,
      status: event.status,
      call_id: event.callId ?? undefined,
      target: event.connection === null ? undefined : { name: cut(event.connection), kind: event.kind ?? undefined },
      operation_id: maybe(event.operation, cut),
      decision: event.decision ?? undefined,
      policy:
        event.rule === null && event.policyVersion === null
          ? undefined
          : { rule: maybe(event.rule, cut), version: event.policyVersion ?? undefined },
      approval: approvalOf(event, cut),
      upstream_duration: inNanoseconds(event.upstreamMs),
      reason,
      detail: plainAttributes(event.attrs, cut),
      late: late || undefined,
      occurred_at: late ? at : undefined,
    },
  };
}

function tagsOf({ connection }: AuditEvent, tags: readonly string[], cut: Cut): string | undefined {
  if (connection === null) return tags.length === 0 ? undefined : tags.join(",");
  const target = `gateway_target:${cut(connection)}`;
  return tags.length === 0 ? target : `${target},${tags.join(",")}`;
}

/** `interactive`: a person was there, as the one the agent acts for or as the one who approved. */
function actorOf({ agent, userId, approver }: AuditEvent): Record<string, unknown> | undefined {
  if (agent?.startsWith("holdpoint:")) return { type: "SYSTEM" };
  if (agent !== null) return { type: "AGENT", mode: (userId ?? approver) ? "interactive" : "autonomous" };
  return userId === null ? undefined : { type: "USER" };
}

/** Datadog's convention: where an agent acts, it is the user and the person it acts for the delegator. */
function identitiesOf({ agent, userId, userName }: AuditEvent, cut: Cut): Record<string, unknown> {
  const person =
    userId === null ? undefined : { id: cut(userId), name: maybe(userName, cut), email: maybe(emailOf(userName), cut) };
  return agent === null ? { usr: person } : { usr: { id: cut(`agent:${agent}`), name: cut(agent) }, delegator: person };
}

function emailOf(name: string | null): string | null {
  return name?.includes("@") ? name : null;
}

function mcpOf(event: AuditEvent, cut: Cut): Record<string, unknown> | undefined {
  if (event.kind !== "mcp") return undefined;
  const client = textOf(event.attrs["mcp.client.name"], cut);
  return {
    method: maybe(event.operation, cut),
    client: client === undefined ? undefined : { name: client },
    server: event.connection === null ? undefined : { name: cut(event.connection) },
    tool: event.tool === null ? undefined : { name: cut(event.tool) },
  };
}

function networkOf({ clientIp, requestBytes, responseBytes }: AuditEvent): Record<string, unknown> | undefined {
  if (clientIp === null && requestBytes === null && responseBytes === null) return undefined;
  return {
    client: clientIp === null ? undefined : { ip: clientIp },
    bytes_read: requestBytes ?? undefined,
    bytes_written: responseBytes ?? undefined,
  };
}

function httpOf({ kind, operation, httpStatus, attrs }: AuditEvent, cut: Cut): Record<string, unknown> | undefined {
  const useragent = textOf(attrs["user_agent.original"], cut);
  if (kind !== "http" && httpStatus === null && useragent === undefined) return undefined;
  const [method = "", path = ""] = kind === "http" ? (operation ?? "").split(" ", 2) : [];
  return {
    method: method === "" ? undefined : cut(method),
    status_code: httpStatus ?? undefined,
    url_details: path === "" ? undefined : { path: cut(path) },
    useragent,
  };
}

function approvalOf(event: AuditEvent, cut: Cut): Record<string, unknown> | undefined {
  if (event.holdId === null) return undefined;
  const { approver, reason } = event;
  return {
    id: event.holdId,
    resolved: event.status !== "held",
    wait_duration: inNanoseconds(event.holdMs),
    ...(approver !== null && {
      approver: { name: cut(approver), email: maybe(emailOf(approver), cut) },
      reason: maybe(reason, cut),
    }),
  };
}

function inNanoseconds(ms: number | null): number | undefined {
  return ms === null ? undefined : ms * nanosecondsPerMs;
}

function maybe(text: string | null, cut: Cut): string | undefined {
  return text === null ? undefined : cut(text);
}

function textOf(value: unknown, cut: Cut): string | undefined {
  return typeof value === "string" ? cut(value) : undefined;
}
