import { createHash } from "node:crypto";
import { signWebhook } from "#lib/webhooks/sign-webhook.ts";
import { boundedJson } from "../bounded-json.ts";
import { postBatch } from "../post-batch.ts";
import { requireHttp } from "../require-address.ts";
import type { SinkDriver } from "../sink-driver.ts";
import { toPlainEvent } from "../to-plain-event.ts";

const okStatuses = [200, 201, 202, 204];

/** Batches as messages of Standard Webhooks 1.0: id, time and HMAC-SHA256 signature in headers. */
export const webhookDriver: SinkDriver = {
  maxEntries: 100,
  maxBytes: 1_000_000,
  gatherMs: 0,
  contentType: "application/json",
  problems: ({ url, apiKey }) => ({
    ...requireHttp(url, "path"),
    ...(!isSecret(apiKey) && {
      apiKey: "Give the signing secret: whsec_ and base64 of 24 to 64 random bytes.",
    }),
  }),
  takes: () => true,
  write: (event) => boundedJson((cut) => toPlainEvent(event, cut)),
  send({ url, apiKey, settings }, events, signal) {
    // The same events make the same id, also after a restart: a receiver can drop what it has had.
    const digest = createHash("sha256").update(events.map(({ id }) => id).join());
    const id = `msg_${digest.digest("hex").slice(0, 32)}`;
    const now = new Date();
    const data = `{"events":[${events.map(({ text }) => text).join(",")}]}`;
    const body = `{"type":"audit.events","timestamp":"${now.toISOString()}","data":${data}}`;
    const headers = { "content-type": "application/json", ...signWebhook(apiKey, { id, at: now, body }) };
    const { certificates } = settings;
    return postBatch({ url, headers, body, gzip: false, accepted: okStatuses, certificates }, signal);
  },
};

/** Whether it is a secret of Standard Webhooks: 24 to 64 bytes. */
function isSecret(text: string): boolean {
  const [, encoded = ""] = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? [];
  const { length } = Buffer.from(encoded, "base64");
  return length >= 24 && length <= 64;
}
