// Apart from schemas.ts, so that pages that check no input need not load what checks it.

/**
 * `datadog`: every event as a log. `datadog-changes`: approved calls as change events, which lie over Datadog's graphs.
 * `webhook`: Standard Webhooks. `folder`: JSON lines on the worker's disk.
 */
export const sinkKindNames = [
  "datadog",
  "datadog-changes",
  "webhook",
  "otlp",
  "splunk",
  "elasticsearch",
  "syslog",
  "s3",
  "folder",
] as const;
export type SinkKind = (typeof sinkKindNames)[number];

/** Datadog's nine sites. */
export const datadogSites = [
  "datadoghq.com",
  "us3.datadoghq.com",
  "us5.datadoghq.com",
  "datadoghq.eu",
  "ap1.datadoghq.com",
  "ap2.datadoghq.com",
  "uk1.datadoghq.com",
  "ddog-gov.com",
  "us2.ddog-gov.com",
] as const;
export type DatadogSite = (typeof datadogSites)[number];

/** Where a site takes logs, or change events. */
export function datadogIntake(site: DatadogSite, kind: "datadog" | "datadog-changes"): string {
  return kind === "datadog" ? `https://http-intake.logs.${site}` : `https://event-management-intake.${site}`;
}

/** What a sink may be kept from getting; what an event is, when and how it ended always arrives. */
export const sinkFieldNames = [
  "userId",
  "userName",
  "agent",
  "operation",
  "tool",
  "approver",
  "reason",
  "clientIp",
  "requestBytes",
  "responseBytes",
  "attrs",
] as const;
