import { boundedJson } from "../bounded-json.ts";
import { misconfigured } from "../judge-status.ts";
import { postBatch } from "../post-batch.ts";
import { requireHttp, requireKey } from "../require-address.ts";
import type { SinkDriver } from "../sink-driver.ts";
import { toPlainEvent } from "../to-plain-event.ts";

/** Splunk's HTTP Event Collector. The token decides the index where the settings name none. */
export const splunkDriver: SinkDriver = {
  maxEntries: 1_000,
  maxBytes: 900_000,
  gatherMs: 0,
  contentType: "application/json",
  problems: ({ url, apiKey }) => ({
    ...requireHttp(url, "origin"),
    ...requireKey(apiKey, "Give the token of the HTTP Event Collector."),
  }),
  takes: () => true,
  write: (event, _now, { index }) =>
    boundedJson((cut) => ({
      time: event.at.getTime() / 1_000,
      source: "holdpoint",
      sourcetype: "holdpoint:audit",
      ...(index !== undefined && { index }),
      event: toPlainEvent(event, cut),
    })),
  send: ({ url, apiKey, settings }, events, signal) =>
    postBatch(
      {
        url: `${url}/services/collector/event`,
        headers: { "content-type": "application/json", authorization: `Splunk ${apiKey}` },
        body: events.map(({ text }) => text).join("\n"),
        gzip: true,
        accepted: [200],
        certificates: settings.certificates,
        judge({ status, text }) {
          // Codes of the collector's own: what it says of the index concerns all events alike.
          if (status === 400 && /"code"\s*:\s*7\b/.test(text)) {
            return misconfigured("Splunk refuses the index (code 7). Allow it for the token, or change it here.");
          }
          return undefined;
        },
      },
      signal,
    ),
};
