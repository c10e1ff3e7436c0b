import type { AuditEvent } from "#lib/ledger/events.ts";
import { describeEvent } from "../datadog/describe-event.ts";
import { cutText } from "../bounded-json.ts";
import { postBatch } from "../post-batch.ts";
import { requireHttp, requireKey } from "../require-address.ts";
import type { SinkDriver } from "../sink-driver.ts";

/** Datadog refuses what is older than 18 hours; without a time it is taken as of now. */
const lateAfterMs = 17.5 * 3_600_000;
const maxNameLength = 200;

/** Approved calls that have run, as change events: they lie over the graphs of what they changed. One a request. */
export const datadogChangesDriver: SinkDriver = {
  maxEntries: 1,
  maxBytes: 100_000,
  gatherMs: 0,
  contentType: "application/json",
  problems: ({ url, apiKey }) => ({ ...requireHttp(url, "origin"), ...requireKey(apiKey) }),
  takes: ({ type, status, approver }) => type === "call.finished" && status === "ok" && approver !== null,
  write: (event, now, { tags = [] }) =>
    JSON.stringify({ data: { type: "event", attributes: toChange(event, now, tags) } }),
  send: ({ url, apiKey, settings }, events, signal) =>
    postBatch(
      {
        url: `${url}/api/v2/events`,
        headers: { "content-type": "application/json", "dd-api-key": apiKey },
        body: events[0]?.text ?? "",
        gzip: false,
        accepted: [202],
        certificates: settings.certificates,
      },
      signal,
    ),
};

function toChange(event: AuditEvent, now: Date, tags: readonly string[]): Record<string, unknown> {
  const { sentence } = describeEvent(event);
  const isLate = now.getTime() - event.at.getTime() > lateAfterMs;
  const called = event.tool ?? event.operation ?? "call";
  return {
    category: "change",
    title: cutText(sentence, 500),
    message: cutText(event.reason === null ? sentence : `${sentence}. Reason: ${event.reason}`, 4_000),
    ...(!isLate && { timestamp: event.at.toISOString() }),
    // Datadog folds events of one key into one, which is what becomes of an event that is sent twice.
    aggregation_key: event.id,
    tags: ["source:holdpoint", ...(event.connection === null ? [] : [`gateway_target:${event.connection}`]), ...tags],
    attributes: {
      changed_resource: {
        type: "configuration",
        name: cutText(`${event.connection ?? ""} ${called}`.trim(), maxNameLength),
      },
      author: { type: "automation", name: cutText(event.agent ?? event.userName ?? "unknown", maxNameLength) },
      change_metadata: {
        evt_id: event.id,
        call_id: event.callId,
        hold_id: event.holdId,
        rule: event.rule,
        approver: event.approver === null ? null : cutText(event.approver, maxNameLength),
        occurred_at: event.at.toISOString(),
      },
    },
  };
}
