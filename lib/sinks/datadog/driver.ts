import { postBatch } from "../post-batch.ts";
import { requireHttp, requireKey } from "../require-address.ts";
import type { SinkDriver } from "../sink-driver.ts";
import { toDatadogEvent } from "./to-event.ts";

/** Every event as a log of Datadog. */
export const datadogDriver: SinkDriver = {
  maxEntries: 1_000,
  // Datadog takes 5 MB uncompressed; the margin is for the brackets and for a stricter proxy in between.
  maxBytes: 4_500_000,
  gatherMs: 0,
  contentType: "application/json",
  problems: ({ url, apiKey }) => ({ ...requireHttp(url, "origin"), ...requireKey(apiKey) }),
  takes: () => true,
  write: (event, now, { tags }) => toDatadogEvent(event, now, tags),
  send: ({ url, apiKey, settings }, events, signal) =>
    postBatch(
      {
        url: `${url}/api/v2/logs`,
        headers: { "content-type": "application/json", "dd-api-key": apiKey, "dd-evp-origin": "holdpoint" },
        body: `[${events.map(({ text }) => text).join(",")}]`,
        gzip: true,
        accepted: [202],
        certificates: settings.certificates,
      },
      signal,
    ),
};
