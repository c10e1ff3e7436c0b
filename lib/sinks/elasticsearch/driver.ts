import { z } from "zod";
import { boundedJson } from "../bounded-json.ts";
import type { SinkAnswer } from "../judge-status.ts";
import { postBatch } from "../post-batch.ts";
import { requireHttp } from "../require-address.ts";
import type { SendResult, SinkDriver, WrittenEvent } from "../sink-driver.ts";
import { toPlainEvent } from "../to-plain-event.ts";

const Answer = z.object({
  errors: z.boolean(),
  items: z.array(
    z.object({
      create: z.object({
        status: z.number(),
        error: z.object({ type: z.string().optional(), reason: z.string().optional() }).optional(),
      }),
    }),
  ),
});
/** It has the event already, from before a lost answer. */
const alreadyThere = 409;
const defaultIndex = "holdpoint-audit";

/** The bulk API of Elasticsearch and OpenSearch. The event's id is the document's: nothing is there twice. */
export const elasticsearchDriver: SinkDriver = {
  maxEntries: 1_000,
  maxBytes: 4_500_000,
  gatherMs: 0,
  contentType: "application/json",
  problems: ({ url }) => requireHttp(url, "path"),
  takes: () => true,
  write: (event) => boundedJson((cut) => ({ "@timestamp": event.at.toISOString(), ...toPlainEvent(event, cut) })),
  send({ url, apiKey, settings }, events, signal) {
    const index = settings.index ?? defaultIndex;
    const lines = events.map(({ id, text }) => `${JSON.stringify({ create: { _index: index, _id: id } })}\n${text}\n`);
    return postBatch(
      {
        url: `${url}/_bulk?filter_path=errors,items.create.status,items.create.error.type,items.create.error.reason`,
        headers: {
          "content-type": "application/x-ndjson",
          ...(apiKey !== "" && { authorization: authorizationOf(apiKey) }),
        },
        body: lines.join(""),
        gzip: true,
        accepted: [200],
        certificates: settings.certificates,
        judge: (answer) => judgeItems(answer, events),
      },
      signal,
    );
  },
};

/** `user:password`, or an API key in its encoded form, which has no colon. */
function authorizationOf(key: string): string {
  return key.includes(":") ? `Basic ${Buffer.from(key).toString("base64")}` : `ApiKey ${key}`;
}

function judgeItems({ status, text }: SinkAnswer, events: readonly WrittenEvent[]): SendResult | undefined {
  if (status !== 200) return undefined;
  const answer = Answer.safeParse(parseJson(text));
  if (!answer.success || (answer.data.errors && answer.data.items.length !== events.length)) {
    return { outcome: "misconfigured", error: "What answers there is no bulk API. Check the sink's address." };
  }
  if (!answer.data.errors) return { outcome: "accepted" };
  const refused: { id: string; error: string }[] = [];
  const postponed: string[] = [];
  let said = "";
  for (const [place, { create }] of answer.data.items.entries()) {
    const id = events[place]?.id;
    if (id === undefined || create.status < 300 || create.status === alreadyThere) continue;
    const words = `${create.error?.type ?? "error"}: ${create.error?.reason ?? "no reason given"} (${create.status})`;
    said ||= `The index refused an event: ${words}.`;
    if (create.status === 429 || create.status >= 500) postponed.push(id);
    else refused.push({ id, error: `The index refused it: ${words}.` });
  }
  return { outcome: "partly", refused, postponed, error: said };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
