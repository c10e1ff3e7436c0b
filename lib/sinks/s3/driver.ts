import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { boundedJson } from "../bounded-json.ts";
import type { SinkAnswer } from "../judge-status.ts";
import { postBatch } from "../post-batch.ts";
import { requireHttp, requireKey } from "../require-address.ts";
import type { SendResult, SinkDriver, WrittenEvent } from "../sink-driver.ts";
import { toPlainEvent } from "../to-plain-event.ts";
import { sha256, signRequest } from "./sign-request.ts";

const compress = promisify(gzip);
const defaultRegion = "us-east-1";

/**
 * Objects of gzipped JSON lines in S3 or what speaks like it: `https://bucket.s3.region.amazonaws.com/prefix`, or
 * `https://endpoint/bucket/prefix`. An object is named after what is in it: sent again, it replaces itself.
 */
export const s3Driver: SinkDriver = {
  maxEntries: 5_000,
  maxBytes: 20_000_000,
  gatherMs: 30_000,
  contentType: "application/json",
  problems: ({ url, apiKey, settings }) => ({
    ...requireHttp(url, "path"),
    ...requireKey(apiKey, "Give the secret access key."),
    ...(settings.accessKeyId === undefined && { "settings.accessKeyId": "Give the access key id." }),
  }),
  takes: () => true,
  write: (event) => boundedJson((cut) => toPlainEvent(event, cut)),
  async send({ url, apiKey, settings }, events, signal) {
    const body = await compress(events.map(({ text }) => `${text}\n`).join(""));
    const { host, pathname, origin } = new URL(url);
    const path = `${pathname.replace(/\/$/, "")}/${objectName(events)}`;
    const headers = signRequest(
      {
        method: "PUT",
        path,
        headers: {
          host,
          "content-type": "application/x-ndjson",
          "content-encoding": "gzip",
          "x-amz-content-sha256": sha256(body),
          "x-amz-date": new Date().toISOString().replaceAll(/[:-]|\.\d{3}/g, ""),
        },
      },
      {
        accessKeyId: settings.accessKeyId ?? "",
        secret: apiKey,
        region: settings.region ?? defaultRegion,
        service: "s3",
      },
    );
    const { certificates } = settings;
    return postBatch(
      {
        url: `${origin}${path}`,
        method: "PUT",
        headers,
        body,
        gzip: false,
        accepted: [200],
        certificates,
        judge: judgeS3,
      },
      signal,
    );
  },
};

/** By day, with the ids at both ends and a digest of all: `2026/11/20/evt_…-evt_…-5f1c09d2.jsonl.gz`. */
function objectName(events: readonly WrittenEvent[]): string {
  const first = events[0];
  const day = (first?.at ?? new Date(0)).toISOString().slice(0, 10).replaceAll("-", "/");
  const digest = sha256(events.map(({ id }) => id).join()).slice(0, 8);
  return `${day}/${first?.id}-${events.at(-1)?.id}-${digest}.jsonl.gz`;
}

/** The clock is told apart from the key: both are answered with 403. */
export function judgeS3({ status, text }: SinkAnswer): SendResult | undefined {
  if (status === 403 && text.includes("RequestTimeTooSkewed")) {
    const error = "The clock of this machine differs too much from the storage's (403). Set it right.";
    return { outcome: "retry", error, retryAfterMs: 0 };
  }
  if (status === 404) return { outcome: "misconfigured", error: "There is no such bucket (404). Check the address." };
  return undefined;
}
