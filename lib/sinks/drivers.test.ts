import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { AuditEvent } from "#lib/ledger/events.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import { driverOf } from "./drivers.ts";
import type { SinkKind, SinkSettings } from "./schemas.ts";
import type { SinkDriver, SinkTarget, WrittenEvent } from "./sink-driver.ts";

type Seen = { method: string; url: string; headers: IncomingHttpHeaders; text: string };
type Answer = { status: number; body?: unknown; headers?: Record<string, string> };

const webhookSecret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const at = new Date("2026-11-20T09:00:00.123Z");
let seen: Seen[] = [];
let answer: Answer | "hang" = { status: 200 };
let url = "";

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks);
    const text = (request.headers["content-encoding"] === "gzip" ? gunzipSync(body) : body).toString();
    seen.push({ method: request.method ?? "", url: request.url ?? "", headers: request.headers, text });
    if (answer === "hang") return;
    response.writeHead(answer.status, answer.headers).end(JSON.stringify(answer.body ?? {}));
  });
});

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  seen = [];
  answer = { status: 200 };
});

function approvedCall(given: Partial<AuditEvent> = {}): AuditEvent {
  return newEvent({
    type: "call.finished",
    status: "ok",
    at,
    agent: "deploy-bot",
    userName: "sam@example.com",
    userId: "sub-1",
    connection: "datadog",
    kind: "http",
    operation: "POST /api/v1/dashboard",
    approver: "alice@example.com",
    holdId: "hold_1",
    reason: "CHG-4821",
    durationMs: 412,
    attrs: { "auth.method": "jwt", nested: { deep: true } },
    ...given,
  });
}

function written(driver: SinkDriver, events: AuditEvent[], settings: SinkSettings = {}): WrittenEvent[] {
  return events.map((event) => ({ id: event.id, at: event.at, text: driver.write(event, event.at, settings) }));
}

const httpKinds = ["datadog", "datadog-changes", "webhook", "otlp", "splunk", "elasticsearch", "s3"] as const;

function targetOf(kind: SinkKind, settings: SinkSettings = {}): SinkTarget {
  const apiKey = kind === "webhook" ? webhookSecret : "the-key";
  const own = kind === "s3" ? { accessKeyId: "AKIA", region: "eu-central-1", ...settings } : settings;
  return { url: kind === "s3" ? `${url}/bucket/audit` : url, apiKey, settings: own };
}

async function send(kind: SinkKind, events: AuditEvent[], settings: SinkSettings = {}, signal?: AbortSignal) {
  const driver = driverOf(kind);
  const target = targetOf(kind, settings);
  return driver.send(target, written(driver, events, target.settings), signal);
}

describe("every kind of sink over HTTP", () => {
  test.each(httpKinds)("%s: is fine with what it needs, and asks for what is missing", (kind) => {
    expect(driverOf(kind).problems(targetOf(kind))).toEqual({});
    expect(driverOf(kind).problems({ ...targetOf(kind), url: "tls://nowhere" })).toHaveProperty("url");
  });

  test.each(httpKinds)(
    "%s: tries again after limits and failures, and asks a person about keys and addresses",
    async (kind) => {
      const outcomes: string[] = [];
      for (const status of [429, 500, 503, 408, 401, 403, 302, 413]) {
        answer = { status, headers: { location: "http://169.254.169.254/" } };
        outcomes.push((await send(kind, [approvedCall()])).outcome);
      }
      const [retry, person] = ["retry", "misconfigured"];
      expect(outcomes).toEqual([retry, retry, retry, retry, person, person, person, "too-large"]);
      expect(seen).toHaveLength(8);
    },
  );

  test.each(httpKinds)("%s: writes whatever a hostile caller said as bounded, well-formed text", (kind) => {
    const nasty = "\ud800\u0000\n\u001b[2J💥".repeat(20_000);
    const attrs: Record<string, unknown> = { deep: JSON.parse(`${"[".repeat(5_000)}${"]".repeat(5_000)}`) };
    for (let n = 0; n < 300; n++) attrs[`a${n}`] = nasty;
    const event = approvedCall({ operation: nasty, reason: nasty, agent: nasty, userName: nasty, attrs });
    const text = driverOf(kind).write(event, at, {});
    expect(Buffer.byteLength(text)).toBeLessThan(30_000);
    expect(text).not.toMatch(/\\ud[89a-f]/i);
    expect(text).toContain(event.id);
    expect(() => JSON.parse(text) as unknown).not.toThrow();
  });

  test("a sink that is not there, or that never answers, is tried again later", async () => {
    const gone = createServer().listen(0, "127.0.0.1");
    await once(gone, "listening");
    const { port } = gone.address() as AddressInfo;
    gone.close();
    const driver = driverOf("splunk");
    const target = { url: `http://127.0.0.1:${port}`, apiKey: "k", settings: {} };
    expect(await driver.send(target, written(driver, [approvedCall()]))).toMatchObject({
      outcome: "retry",
      error: expect.stringContaining("ECONNREFUSED"),
    });
    answer = "hang";
    expect(await send("splunk", [approvedCall()], {}, AbortSignal.timeout(200))).toMatchObject({ outcome: "retry" });
  });

  test("metadata services are no sinks, whatever the address says", async () => {
    const driver = driverOf("otlp");
    const target = { url: "http://169.254.169.254", apiKey: "", settings: {} };
    const result = await driver.send(target, written(driver, [approvedCall()]));
    expect(result).toMatchObject({ outcome: "misconfigured", error: expect.stringContaining("169.254.169.254") });
  });
});

test("a webhook carries Standard Webhooks' headers, with the same id for the same events", async () => {
  const events = [approvedCall(), approvedCall()];
  expect(await send("webhook", events)).toEqual({ outcome: "accepted" });
  await send("webhook", events);
  const [first, second] = seen;
  const header = (name: string) => String(first?.headers[name]);
  const signed = `${header("webhook-id")}.${header("webhook-timestamp")}.${first?.text}`;
  const signature = createHmac("sha256", Buffer.alloc(32, 7)).update(signed).digest("base64");
  expect(header("webhook-signature")).toBe(`v1,${signature}`);
  expect(second?.headers["webhook-id"]).toBe(header("webhook-id"));
  const message = JSON.parse(first?.text ?? "") as { type: string; data: { events: { id: string }[] } };
  expect(message.type).toBe("audit.events");
  expect(message.data.events.map(({ id }) => id)).toEqual(events.map(({ id }) => id));
});

test("OTLP gets log records with time, severity, body and attributes, and a rejection is not taken for success", async () => {
  const event = approvedCall({ status: "denied" });
  expect(await send("otlp", [event], { header: "x-token" })).toEqual({ outcome: "accepted" });
  const [request] = seen;
  expect(request).toMatchObject({ url: "/v1/logs", headers: { "x-token": "the-key", "content-encoding": "gzip" } });
  const { resourceLogs } = JSON.parse(request?.text ?? "") as {
    resourceLogs: { scopeLogs: { logRecords: object[] }[] }[];
  };
  expect(resourceLogs[0]?.scopeLogs[0]?.logRecords[0]).toMatchObject({
    timeUnixNano: `${at.getTime()}000000`,
    severityNumber: 13,
    severityText: "WARN",
    body: { stringValue: expect.stringContaining("deploy-bot") },
    attributes: expect.arrayContaining([
      { key: "evt.id", value: { stringValue: event.id } },
      { key: "holdpoint.duration_ms", value: { intValue: "412" } },
    ]),
  });
  answer = { status: 200, body: { partialSuccess: { rejectedLogRecords: "2", errorMessage: "no" } } };
  expect(await send("otlp", [event])).toMatchObject({ outcome: "malformed" });
});

test("Splunk gets events with their time, and says so where the index is not allowed", async () => {
  await send("splunk", [approvedCall(), approvedCall()], { index: "audit" });
  const [request] = seen;
  expect(request).toMatchObject({ url: "/services/collector/event", headers: { authorization: "Splunk the-key" } });
  const lines = request?.text.split("\n").map((line) => JSON.parse(line) as object);
  expect(lines).toHaveLength(2);
  expect(lines?.[0]).toMatchObject({
    time: at.getTime() / 1_000,
    index: "audit",
    event: { approver: "alice@example.com" },
  });
  answer = { status: 400, body: { text: "Incorrect index", code: 7 } };
  expect(await send("splunk", [approvedCall()])).toMatchObject({ outcome: "misconfigured" });
});

test("Elasticsearch keeps each event once, refuses single ones, and gets the others again", async () => {
  const events = [approvedCall(), approvedCall(), approvedCall(), approvedCall()];
  const [, there, bad, busy] = events;
  const error = { type: "mapper_parsing_exception", reason: "no" };
  const items = [{ status: 201 }, { status: 409, error }, { status: 400, error }, { status: 429, error }];
  answer = { status: 200, body: { errors: true, items: items.map((create) => ({ create })) } };
  const result = await send("elasticsearch", events, { index: "audit-2026" });
  expect(result).toMatchObject({
    outcome: "partly",
    refused: [{ id: bad?.id, error: expect.stringContaining("mapper_parsing_exception") }],
    postponed: [busy?.id],
  });
  const [action] = (seen[0]?.text ?? "").split("\n");
  expect(JSON.parse(action ?? "")).toEqual({ create: { _index: "audit-2026", _id: events[0]?.id } });
  expect(seen[0]?.headers.authorization).toBe("ApiKey the-key");
  expect(there).toBeDefined();

  answer = { status: 200, body: { errors: false, items: [] } };
  expect(await send("elasticsearch", events)).toEqual({ outcome: "accepted" });
  answer = { status: 200, body: "hello" };
  expect(await send("elasticsearch", events)).toMatchObject({ outcome: "misconfigured" });
});

test("S3 objects are signed, gzipped and named after their events, so that the same ones replace themselves", async () => {
  const events = [approvedCall(), approvedCall()];
  expect(await send("s3", events)).toEqual({ outcome: "accepted" });
  await send("s3", events);
  const [first, second] = seen;
  expect(first?.method).toBe("PUT");
  expect(first?.url).toMatch(/^\/bucket\/audit\/2026\/11\/20\/evt_\w+-evt_\w+-[0-9a-f]{8}\.jsonl\.gz$/);
  expect(second?.url).toBe(first?.url);
  expect(first?.headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIA\/\d{8}\/eu-central-1\/s3\/aws4_request,/,
  );
  const lines = first?.text
    .trimEnd()
    .split("\n")
    .map((line) => (JSON.parse(line) as { id: string }).id);
  expect(lines).toEqual(events.map(({ id }) => id));
});
