import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { answerRpc } from "./testing/test-upstream.ts";
import { postRpc, readRpc } from "./testing/mcp-request.ts";
import { allowAll, sealedForTest, startTestGateway, until, type TestGateway } from "./testing/start-test-gateway.ts";

let gateway: TestGateway;
let token: string;
let key: string;
beforeAll(async () => {
  gateway = await startTestGateway();
  key = gateway.addKey();
  await gateway.publish([allowAll]);
  token = await gateway.agentToken();
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.upstream.seen.length = 0;
});

const echo = { id: "a", method: "tools/call", params: { name: "echo" } };

type ApiRequest = Omit<RequestInit, "headers"> & { headers?: Record<string, string> };

function api(path: string, init: ApiRequest = {}): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, ...init.headers };
  return fetch(`${gateway.url}/http/api${path}`, { ...init, headers });
}

test("the caller's credentials are stripped and the connection's are put in their place", async () => {
  await fetch(`${gateway.url}/http/api/v1/thing?q=1`, {
    method: "POST",
    headers: {
      "DD-API-KEY": key,
      "DD-APPLICATION-KEY": key,
      cookie: "session=1",
      "x-forwarded-for": "1.2.3.4",
      "x-custom": "kept",
      "content-type": "application/json",
    },
    body: "{}",
  });
  const [seen] = gateway.upstream.seen;
  expect(seen).toMatchObject({ method: "POST", url: "/base/v1/thing?q=1", body: "{}" });
  expect(seen?.headers).toMatchObject({
    host: new URL(gateway.upstream.url).host,
    "dd-api-key": "upstream-key",
    "dd-application-key": "upstream-app-key",
    "x-custom": "kept",
  });
  expect(JSON.stringify(seen)).not.toContain(key);
  expect(seen?.headers).not.toHaveProperty("cookie");
  expect(seen?.headers).not.toHaveProperty("authorization");
  expect(seen?.headers).not.toHaveProperty("x-forwarded-for");
});

test("a key that is replaced is used from the next call on", async () => {
  await api("/v1/thing");
  await gateway.publish([allowAll], ({ connections }) => {
    const [connection] = connections.filter(({ slug }) => slug === "api");
    if (!connection) throw new Error("the test gateway has a connection api");
    const headers = [{ name: "DD-API-KEY", value: "the-next-key" }];
    connection.credential = sealedForTest(gateway.database.sealer, { kind: "headers", headers });
  });
  await api("/v1/thing");
  await gateway.publish([allowAll]);
  expect(gateway.upstream.seen.map(({ headers }) => headers["dd-api-key"])).toEqual(["upstream-key", "the-next-key"]);
});

test("an upstream that wants no credential does not get the caller's instead", async () => {
  await gateway.publish([allowAll], (document) => {
    for (const connection of document.connections) connection.credential = null;
  });
  await fetch(`${gateway.url}/http/api/x`, {
    headers: {
      "DD-API-KEY": key,
      "DD-APPLICATION-KEY": "app",
      DD_API_KEY: "api",
      "x-api-key": key,
      "x-custom": "kept",
    },
  });
  const [seen] = gateway.upstream.seen;
  expect(seen?.headers).toMatchObject({ "x-custom": "kept" });
  expect(Object.keys(seen?.headers ?? {}).filter((name) => /key|authorization/.test(name))).toEqual([]);
  await gateway.publish([allowAll]);
});

test("an MCP upstream never sees the caller's token", async () => {
  gateway.upstream.answerWith(answerRpc({ content: [] }));
  await (await postRpc(gateway.url, token, echo)).text();
  expect(JSON.stringify(gateway.upstream.seen)).not.toContain(token);
});

test("compressed bodies pass as they are, and their record is readable", async () => {
  const body = gzipSync('{"hello":"world"}');
  gateway.upstream.answerWith((_, response) =>
    response
      .writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" })
      .end(gzipSync('{"answer":42}')),
  );
  const response = await api("/zip", {
    method: "POST",
    headers: { "content-type": "application/json", "content-encoding": "gzip", "accept-encoding": "gzip, zstd" },
    body,
  });
  expect(await response.json()).toEqual({ answer: 42 });
  expect(gateway.upstream.seen[0]?.headers).toMatchObject({ "content-encoding": "gzip", "accept-encoding": "gzip" });
  const { rows } = await gateway.database.pool.query<{ body_sealed: Buffer }>(
    "select body_sealed from audit_payload order by at desc, direction desc limit 2",
  );
  const bodies = rows.map((row) => gateway.database.sealer.open("payload", row.body_sealed).toString("utf8"));
  expect(bodies.toSorted()).toEqual(['{"answer":42}', '{"hello":"world"}']);
});

test("status, headers and redirects of the upstream reach the caller unchanged", async () => {
  gateway.upstream.answerWith((_, response) =>
    response.writeHead(302, { location: "/elsewhere", "x-ratelimit-remaining": "3" }).end(),
  );
  const response = await api("/moved", { redirect: "manual" });
  expect(response.status).toBe(302);
  expect(response.headers.get("location")).toBe("/elsewhere");
  expect(response.headers.get("x-ratelimit-remaining")).toBe("3");
  expect(gateway.upstream.seen).toHaveLength(1);
});

test("HEAD and answers without a body pass", async () => {
  gateway.upstream.answerWith((_, response) => response.writeHead(200, { "content-length": "5" }).end());
  const head = await api("/h", { method: "HEAD" });
  expect(head.status).toBe(200);
  expect(head.headers.get("content-length")).toBe("5");
  gateway.upstream.answerWith((_, response) => response.writeHead(204).end());
  expect((await api("/n", { method: "DELETE" })).status).toBe(204);
});

test("MCP notifications get the upstream's 202, and sessions are opened and ended by GET and DELETE", async () => {
  gateway.upstream.answerWith((_, response) => response.writeHead(202).end());
  const notification = await postRpc(gateway.url, token, { method: "notifications/initialized" });
  expect(notification.status).toBe(202);
  gateway.upstream.answerWith((seen, response) => {
    if (seen.method === "DELETE") return response.writeHead(200).end();
    if (seen.method === "POST") response.setHeader("mcp-session-id", "s1");
    if (seen.method === "POST") return answerRpc({})(seen, response);
    response.writeHead(200, { "content-type": "text/event-stream", "mcp-session-id": "s1" });
    return response.write("id: 1\nretry: 10\ndata:\n\n: ping\n\n");
  });
  const headers = { authorization: `Bearer ${token}`, accept: "text/event-stream", "mcp-session-id": "s1" };
  await (await postRpc(gateway.url, token, { id: 1, method: "initialize" })).text();
  const leaving = new AbortController();
  const stream = await fetch(`${gateway.url}/mcp/tools`, { headers, signal: leaving.signal });
  expect(stream.headers.get("mcp-session-id")).toBe("s1");
  const first = await stream.body?.getReader().read();
  expect(new TextDecoder().decode(first?.value)).toContain("id: 1\nretry: 10\ndata:\n\n");
  leaving.abort();
  await until(async () => (await gateway.events()).at(-1)?.type === "call.finished");
  expect((await gateway.events()).at(-1)).toMatchObject({ operation: "GET", status: "ok", error_code: null });
  const ended = await fetch(`${gateway.url}/mcp/tools`, { method: "DELETE", headers });
  expect(ended.status).toBe(200);
  expect(gateway.upstream.seen.at(-1)?.headers["mcp-session-id"]).toBe("s1");
});

test("an upstream that is down is a clear gateway error, recorded, and nothing was sent", async () => {
  await gateway.publish([allowAll], (document) => {
    for (const connection of document.connections) connection.baseUrl = "http://127.0.0.1:9";
  });
  const rpc = await postRpc(gateway.url, token, echo);
  expect(rpc.status).toBe(502);
  expect(await readRpc(rpc)).toMatchObject({ id: "a", error: { code: 502 } });
  const http = await api("/x");
  expect(http.status).toBe(502);
  expect(await http.json()).toMatchObject({ errors: [expect.stringContaining("could not be reached")] });
  expect((await gateway.events()).at(-1)).toMatchObject({
    type: "call.finished",
    status: "failed",
    error_code: "upstream_unreachable",
    http_status: 502,
  });
  await gateway.publish([allowAll]);
});

test("an upstream at a forbidden address is refused, recorded, and nothing is sent", async () => {
  await gateway.publish([allowAll], (document) => {
    for (const connection of document.connections) connection.baseUrl = "http://169.254.169.254/latest";
  });
  const response = await api("/meta-data");
  expect(response.status).toBe(502);
  expect(await response.text()).toContain("169.254.169.254");
  expect((await gateway.events()).at(-1)).toMatchObject({ status: "failed", error_code: "upstream_forbidden" });
  await gateway.publish([allowAll]);
});

test("an upstream that breaks off leaves the outcome unknown, in the answer and in the ledger", async () => {
  gateway.upstream.answerWith((_, response) => response.socket?.destroy());
  expect((await api("/x")).status).toBe(502);
  expect((await gateway.events()).at(-1)).toMatchObject({ status: "unknown", error_code: "upstream_failed" });
  gateway.upstream.answerWith((_, response) => {
    response.writeHead(200, { "content-length": "100" });
    response.write("half", () => response.socket?.destroy());
  });
  await expect(api("/x").then((response) => response.text())).rejects.toThrow("terminated");
  await until(async () => (await gateway.events()).at(-1)?.type === "call.finished");
  expect((await gateway.events()).at(-1)).toMatchObject({ status: "unknown", error_code: "upstream_failed" });
});

test("an upstream's challenge for our credential is not passed on as one for the caller's", async () => {
  gateway.upstream.answerWith((_, response) =>
    response.writeHead(401, { "www-authenticate": 'Bearer realm="upstream"' }).end(),
  );
  const rpc = await postRpc(gateway.url, token, echo);
  expect(rpc.status).toBe(502);
  expect(rpc.headers.get("www-authenticate")).toBeNull();
  expect((await api("/x")).headers.get("www-authenticate")).toBeNull();
});

test("a caller that leaves ends the upstream's request, and the ledger says so", async () => {
  let upstreamClosed = false;
  gateway.upstream.answerWith((_, response) => {
    response.on("close", () => {
      upstreamClosed = true;
    });
  });
  const leaving = new AbortController();
  const call = api("/slow", { signal: leaving.signal });
  await until(() => gateway.upstream.seen.length === 1);
  leaving.abort();
  await expect(call).rejects.toThrow("aborted");
  await until(() => upstreamClosed);
  await until(async () => (await gateway.events()).at(-1)?.type === "call.finished");
  expect((await gateway.events()).at(-1)).toMatchObject({ status: "cancelled", error_code: "caller_gone" });
});

test("a caller of older MCP that leaves does not cancel the call", async () => {
  let finish: (() => void) | undefined;
  gateway.upstream.answerWith((seen, response) => {
    finish = () => answerRpc({ content: [] })(seen, response);
  });
  const leaving = new AbortController();
  const call = postRpc(gateway.url, token, echo, { signal: leaving.signal });
  await until(() => gateway.upstream.seen.length === 1);
  leaving.abort();
  await expect(call).rejects.toThrow("aborted");
  finish?.();
  await until(async () => (await gateway.events()).at(-1)?.type === "call.finished");
  expect((await gateway.events()).at(-1)).toMatchObject({ status: "ok" });
});
