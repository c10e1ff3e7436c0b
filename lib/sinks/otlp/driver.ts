import { z } from "zod";
import type { AuditEvent, EventStatus } from "#lib/ledger/events.ts";
import { describeEvent } from "../datadog/describe-event.ts";
import { boundedJson, plainAttributes } from "../bounded-json.ts";
import { postBatch } from "../post-batch.ts";
import { requireHttp } from "../require-address.ts";
import type { SinkDriver } from "../sink-driver.ts";

/** SeverityNumber of the OpenTelemetry log data model. */
const severities = { INFO: 9, WARN: 13, ERROR: 17 } as const;
const severityOf: Record<EventStatus, keyof typeof severities> = {
  ok: "INFO",
  approved: "INFO",
  started: "INFO",
  held: "WARN",
  denied: "WARN",
  expired: "WARN",
  cancelled: "WARN",
  failed: "ERROR",
  unknown: "ERROR",
};
const Answer = z.object({ partialSuccess: z.object({ rejectedLogRecords: z.coerce.number() }) });

/** OTLP/HTTP logs as JSON: `/v1/logs` of a collector or of an intake that speaks it. */
export const otlpDriver: SinkDriver = {
  maxEntries: 1_000,
  maxBytes: 3_500_000,
  gatherMs: 0,
  contentType: "application/json",
  problems: ({ url }) => requireHttp(url, "path"),
  takes: () => true,
  write: (event, now) => boundedJson((cut) => toLogRecord(event, now, cut)),
  send({ url, apiKey, settings }, events, signal) {
    const records = events.map(({ text }) => text).join(",");
    const resource = `{"attributes":[{"key":"service.name","value":{"stringValue":"holdpoint"}}]}`;
    const scope = `{"scope":{"name":"holdpoint"},"logRecords":[${records}]}`;
    return postBatch(
      {
        url: url.endsWith("/v1/logs") ? url : `${url}/v1/logs`,
        headers: {
          "content-type": "application/json",
          ...(apiKey !== "" && { [settings.header ?? "authorization"]: apiKey }),
        },
        body: `{"resourceLogs":[{"resource":${resource},"scopeLogs":[${scope}]}]}`,
        gzip: true,
        accepted: [200, 202],
        certificates: settings.certificates,
        judge({ status, text }) {
          if (status !== 200 || !text.includes("rejectedLogRecords")) return undefined;
          const rejected = Answer.safeParse(parseJson(text)).data?.partialSuccess.rejectedLogRecords ?? 0;
          // It does not say which. Halving finds them; what it took meanwhile arrives twice, with the same id.
          const error = `The intake rejected ${rejected} of the log records.`;
          return rejected > 0 ? { outcome: "malformed", error } : undefined;
        },
      },
      signal,
    );
  },
};

function toLogRecord(event: AuditEvent, now: Date, cut: (text: string) => string): Record<string, unknown> {
  const severity = severityOf[event.status];
  const { sentence } = describeEvent(event);
  return {
    timeUnixNano: toNanoseconds(event.at),
    observedTimeUnixNano: toNanoseconds(now),
    severityNumber: severities[severity],
    severityText: severity,
    eventName: `holdpoint.${event.type}`,
    body: { stringValue: cut(sentence) },
    attributes: attributesOf(event, cut),
  };
}

function attributesOf(event: AuditEvent, cut: (text: string) => string): object[] {
  const values: Record<string, string | number | boolean | null | undefined> = {
    "evt.id": event.id,
    "holdpoint.type": event.type,
    "holdpoint.status": event.status,
    "holdpoint.call_id": event.callId,
    "holdpoint.hold_id": event.holdId,
    "user.id": event.userId,
    "user.name": event.userName,
    "gen_ai.agent.name": event.agent,
    "holdpoint.connection": event.connection,
    "holdpoint.kind": event.kind,
    "holdpoint.operation": event.operation,
    "gen_ai.tool.name": event.tool,
    "holdpoint.decision": event.decision,
    "holdpoint.rule": event.rule,
    "holdpoint.policy_version": event.policyVersion,
    "holdpoint.approver": event.approver,
    "holdpoint.reason": event.reason,
    "client.address": event.clientIp,
    "http.response.status_code": event.httpStatus,
    "error.type": event.errorCode,
    "holdpoint.duration_ms": event.durationMs,
    "holdpoint.upstream_ms": event.upstreamMs,
    "holdpoint.hold_ms": event.holdMs,
    "http.request.body.size": event.requestBytes,
    "http.response.body.size": event.responseBytes,
    ...plainAttributes(event.attrs, cut),
  };
  return Object.entries(values).flatMap(([key, value]): object[] => {
    if (value === null || value === undefined) return [];
    if (typeof value === "string") return [{ key, value: { stringValue: cut(value) } }];
    if (typeof value === "boolean") return [{ key, value: { boolValue: value } }];
    return [{ key, value: Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value } }];
  });
}

/** As text, because JSON has no numbers of 64 bits. */
function toNanoseconds(time: Date): string {
  return `${time.getTime()}000000`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
