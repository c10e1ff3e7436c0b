import { deflateSync, gzipSync } from "node:zlib";
import { client, v1, v2 } from "@datadog/datadog-api-client";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { startDatadog } from "./datadog.ts";
import type { Datadog } from "./datadog.ts";

const keys = { apiKey: "a".repeat(32), appKey: "b".repeat(40) };
let datadog: Datadog;

beforeAll(async () => {
  datadog = await startDatadog(keys);
});
afterAll(() => datadog.close());
afterEach(() => datadog.faults.clear());

function post(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${datadog.url}/api/v2/logs`, {
    method: "POST",
    body,
    headers: { "dd-api-key": keys.apiKey, "content-type": "application/json", ...headers },
  });
}

function hoursAgo(hours: number): string {
  return new Date(Date.now() - hours * 3_600_000).toISOString();
}

function configured(given: { apiKey: string; appKey: string }) {
  return client.createConfiguration({
    authMethods: { apiKeyAuth: given.apiKey, appKeyAuth: given.appKey },
    baseServer: new client.BaseServerConfiguration(datadog.url, {}),
    enableRetry: false,
  });
}

function received(marker: string): Record<string, unknown>[] {
  return datadog.logs().flatMap(({ attributes }) => (attributes["marker"] === marker ? [attributes] : []));
}

describe("logs intake", () => {
  test.each([
    ["identity", (json: string) => Buffer.from(json)],
    ["gzip", (json: string) => gzipSync(json)],
    ["deflate", (json: string) => deflateSync(json)],
  ])("accepts %s with 202 and an empty object", async (encoding, encode) => {
    const json = JSON.stringify([{ message: "one", marker: encoding }]);
    const answer = await post(new Uint8Array(encode(json)), { "content-encoding": encoding });
    expect(answer.status).toBe(202);
    expect(await answer.json()).toEqual({});
    expect(received(encoding)).toHaveLength(1);
  });

  test("accepts a single object and lines of plain text", async () => {
    expect((await post(JSON.stringify({ message: "one", marker: "object" }))).status).toBe(202);
    expect(received("object")).toHaveLength(1);
    expect((await post("line one\nline two", { "content-type": "text/plain" })).status).toBe(202);
    expect(datadog.logs().at(-1)?.attributes).toEqual({ message: "line two" });
  });

  test("takes 1,000 entries and refuses 1,001 whole", async () => {
    const entries = Array.from({ length: 1_001 }, () => ({ message: "m", marker: "thousand" }));
    expect((await post(JSON.stringify(entries))).status).toBe(413);
    expect(received("thousand")).toHaveLength(0);
    expect((await post(JSON.stringify(entries.slice(1)))).status).toBe(202);
    expect(received("thousand")).toHaveLength(1_000);
  });

  test("refuses more than 5 MB uncompressed, however small it came", async () => {
    const json = JSON.stringify([{ message: "x".repeat(5_000_000) }]);
    expect((await post(json)).status).toBe(413);
    expect((await post(new Uint8Array(gzipSync(json)), { "content-encoding": "gzip" })).status).toBe(413);
  });

  test("accepts a log over 1 MB and cuts it silently", async () => {
    expect((await post(JSON.stringify({ message: "x".repeat(1_500_000) }))).status).toBe(202);
    const last = datadog.logs().at(-1);
    expect(last?.cut).toBe(true);
    expect(last?.attributes["message"]).toHaveLength(1_000_000);
  });

  test("accepts a log older than 18 hours and does not index it", async () => {
    const entries = [17, 19].map((hours) => ({ message: "m", marker: "old", hours, timestamp: hoursAgo(hours) }));
    expect((await post(JSON.stringify(entries))).status).toBe(202);
    expect(received("old").map(({ hours }) => hours)).toEqual([17]);
  });

  test.each([
    ["not JSON", "{"],
    ["an array with something else than objects", '[{"message":"m"},1]'],
    ["an entry without a message", '[{"other":1}]'],
  ])("answers 400 with the v2 error shape to %s", async (_, body) => {
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ errors: [{ status: "400", title: "Bad Request" }] });
  });

  test("answers 400 to an unknown or lying content encoding", async () => {
    expect((await post("{}", { "content-encoding": "zstd" })).status).toBe(400);
    expect((await post("{}", { "content-encoding": "gzip" })).status).toBe(400);
  });

  test("answers 401 without a key and 403 to a wrong one", async () => {
    expect((await post("{}", { "dd-api-key": "" })).status).toBe(401);
    expect((await post("{}", { "dd-api-key": "wrong" })).status).toBe(403);
  });

  test.each([408, 413, 429, 500, 503] as const)("answers %i once when asked to", async (status) => {
    datadog.faults.failNext(status);
    expect((await post('{"message":"m"}')).status).toBe(status);
    expect((await post('{"message":"m"}')).status).toBe(202);
  });

  test("cuts the connection, or never answers, when asked to", async () => {
    datadog.faults.failNext("cut");
    await expect(post('{"message":"m"}')).rejects.toThrow("fetch failed");
    datadog.faults.failNext("stall");
    const stalled = fetch(`${datadog.url}/api/v2/logs`, {
      method: "POST",
      headers: { "dd-api-key": keys.apiKey },
      body: '{"message":"m"}',
      signal: AbortSignal.timeout(100),
    });
    await expect(stalled).rejects.toThrow("aborted");
  });

  test("refuses a batch with the entry it was told to refuse", async () => {
    datadog.faults.refuseEntries((entry) => entry["marker"] === "bad");
    expect((await post('[{"message":"m","marker":"fine"},{"message":"m","marker":"bad"}]')).status).toBe(400);
    expect(received("fine")).toHaveLength(0);
  });
});

describe("API, through the official client", () => {
  test("validates a key and refuses a wrong one with 403", async () => {
    const right = new v1.AuthenticationApi(configured(keys));
    expect((await right.validate()).valid).toBe(true);
    const wrong = new v1.AuthenticationApi(configured({ ...keys, apiKey: "c".repeat(32) }));
    await expect(wrong.validate()).rejects.toMatchObject({ code: 403, body: { errors: ["Forbidden"] } });
  });

  test("keeps dashboards: create, list, read, replace, delete, 404", async () => {
    const dashboards = new v1.DashboardsApi(configured(keys));
    const body = { title: "Latency", layoutType: "ordered", widgets: [] } as const;
    const { id = "" } = await dashboards.createDashboard({ body: { ...body, widgets: [] } });
    expect((await dashboards.listDashboards()).dashboards?.map((dashboard) => dashboard.id)).toContain(id);
    expect((await dashboards.getDashboard({ dashboardId: id })).title).toBe("Latency");
    await dashboards.updateDashboard({ dashboardId: id, body: { ...body, widgets: [], title: "Errors" } });
    expect(datadog.dashboards()).toMatchObject([{ id, title: "Errors" }]);
    expect((await dashboards.deleteDashboard({ dashboardId: id })).deletedDashboardId).toBe(id);
    await expect(dashboards.getDashboard({ dashboardId: id })).rejects.toMatchObject({ code: 404 });
  });

  test("wants the application key for everything but validate", async () => {
    const dashboards = new v1.DashboardsApi(configured({ ...keys, appKey: "wrong" }));
    await expect(dashboards.listDashboards()).rejects.toMatchObject({ code: 403, body: { errors: ["Forbidden"] } });
  });

  test("keeps monitors and refuses one without a query", async () => {
    const monitors = new v1.MonitorsApi(configured(keys));
    const monitor = await monitors.createMonitor({
      body: { type: "log alert", query: 'logs("x").index("*")', name: "n" },
    });
    expect((await monitors.listMonitors()).map(({ id }) => id)).toEqual([monitor.id]);
    const answer = await fetch(`${datadog.url}/api/v1/monitor`, {
      method: "POST",
      headers: { "dd-api-key": keys.apiKey, "dd-application-key": keys.appKey },
      body: "{}",
    });
    expect(answer.status).toBe(400);
    expect(Object.keys((await answer.json()) as object)).toEqual(["errors"]);
    expect(answer.headers.get("x-ratelimit-remaining")).not.toBeNull();
  });

  test("takes logs and finds them again by an attribute", async () => {
    const configuration = configured(keys);
    const logs = new v2.LogsApi(configuration);
    await post(
      JSON.stringify([
        { message: "needle", evt: { id: "evt_1" } },
        { message: "hay", evt: { id: "evt_2" } },
      ]),
    );
    const found = await logs.listLogs({ body: { filter: { query: "@evt.id:evt_1" }, page: { limit: 5 } } });
    expect(found.data?.map((log) => log.attributes?.message)).toEqual(["needle"]);
  });
});

test("shows people what arrived, as text and never as markup", async () => {
  await post(JSON.stringify([{ message: "<script>alert(1)</script>" }]));
  const page = await (await fetch(`${datadog.url}/_received`)).text();
  expect(page).toContain("&#60;script&#62;alert(1)");
  expect(page).not.toContain("<script>");
});

test("says that a port is taken", async () => {
  const port = Number(new URL(datadog.url).port);
  await expect(startDatadog({ ...keys, port })).rejects.toMatchObject({ code: "EADDRINUSE" });
});
