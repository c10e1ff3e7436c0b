import { createHash } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openPool } from "#lib/database/pool.ts";
import { answerRpc } from "./testing/test-upstream.ts";
import { postRpc, readRpc } from "./testing/mcp-request.ts";
import { allowAll, startTestGateway, until, type TestGateway } from "./testing/start-test-gateway.ts";

let gateway: TestGateway;
let token: string;
beforeEach(async () => {
  gateway = await startTestGateway();
  await gateway.publish([allowAll]);
  token = await gateway.agentToken();
});
afterEach(() => gateway.close());

const echo = { id: 7, method: "tools/call", params: { name: "echo", arguments: { text: "hi" } } };

type ApiRequest = Omit<RequestInit, "headers"> & { headers?: Record<string, string> };

function api(path: string, init: ApiRequest = {}): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, ...init.headers };
  return fetch(`${gateway.url}/http/api${path}`, { ...init, headers });
}

async function types(): Promise<string[]> {
  return (await gateway.events()).map((event) => event.type);
}

test("call.started is committed before the upstream sees the call, call.finished before the caller has the answer", async () => {
  let atUpstream: string[] = [];
  gateway.upstream.answerWith(async (seen, response) => {
    atUpstream = await types();
    answerRpc({ content: [] })(seen, response);
  });
  await (await postRpc(gateway.url, token, echo)).text();
  expect(atUpstream).toEqual(["call.started"]);
  expect(await types()).toEqual(["call.started", "call.finished"]);
});

test("both events of a call say who, what, by which rule, from where and how long", async () => {
  gateway.upstream.answerWith(answerRpc({ content: [] }));
  const response = await postRpc(gateway.url, token, echo, {
    headers: { "mcp-protocol-version": "2025-11-25", "user-agent": "test/1" },
  });
  await response.text();
  const [started, finished] = await gateway.events();
  expect(started).toMatchObject({ type: "call.started", status: "started", call_id: finished?.call_id });
  expect(finished).toMatchObject({
    type: "call.finished",
    status: "ok",
    agent: "demo-agent",
    connection: "tools",
    kind: "mcp",
    operation: "tools/call",
    tool: "echo",
    decision: "allow",
    rule: "allow-all",
    policy_version: 1,
    client_ip: "127.0.0.1",
    http_status: 200,
    attrs: {
      "jsonrpc.request.id": 7,
      "mcp.method.name": "tools/call",
      "mcp.protocol.version": "2025-11-25",
      "user_agent.original": "test/1",
      "auth.method": "jwt",
    },
  });
  expect(finished).toHaveProperty("duration_ms", expect.any(Number));
  expect(finished).toHaveProperty("upstream_ms", expect.any(Number));
});

test.each([
  ["an error", { error: { code: -32000, message: "no" } }, "-32000"],
  ["isError in a result", { result: { content: [], isError: true } }, "tool_error"],
])("%s inside a 200 is a failure in the ledger and passes unchanged", async (_, answer, code) => {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 7, ...answer });
  gateway.upstream.answerWith((_, response) =>
    response.writeHead(200, { "content-type": "application/json" }).end(body),
  );
  expect(await (await postRpc(gateway.url, token, echo)).text()).toBe(body);
  expect((await gateway.events()).at(-1)).toMatchObject({ status: "failed", error_code: code, http_status: 200 });
});

test("the event that answers the request is kept back until the finish is committed; events before it are not", async () => {
  let answerNow: (() => void) | undefined;
  gateway.upstream.answerWith((_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write('event: message\ndata: {"jsonrpc":"2.0","method":"notifications/message"}\n\n');
    answerNow = () => response.end('event: message\ndata: {"jsonrpc":"2.0","id":7,"result":{}}\n\n');
  });
  const response = await postRpc(gateway.url, token, echo);
  const reader = response.body?.getReader();
  const first = new TextDecoder().decode((await reader?.read())?.value);
  expect(first).toContain("notifications/message");
  expect(await types()).toEqual(["call.started"]);
  answerNow?.();
  const second = new TextDecoder().decode((await reader?.read())?.value);
  expect(second).toContain('"id":7');
  expect(await types()).toEqual(["call.started", "call.finished"]);
});

test.each([
  ["of known length", { "content-length": "11" }],
  ["in chunks", {}],
])("an answer %s is not whole before the finish is committed", async (_, headers) => {
  const locker = await gateway.database.pool.connect();
  gateway.upstream.answerWith(async (_, response) => {
    await locker.query("begin; lock audit_event in exclusive mode");
    response.writeHead(200, { "content-type": "text/plain", ...headers }).end("hello world");
  });
  let whole = false;
  const answer = api("/x").then(async (response) => {
    const text = await response.text();
    whole = true;
    return text;
  });
  await until(async () => {
    const { rows } = await locker.query(
      "select 1 from pg_locks where relation = 'audit_event'::regclass and not granted",
    );
    return rows.length > 0;
  });
  expect(whole).toBe(false);
  await locker.query("commit");
  locker.release();
  expect(await answer).toBe("hello world");
});

test("payloads are sealed, with the headers worth keeping, the size and hash of the whole, and at most 256 KiB of it", async () => {
  const big = "x".repeat(300_000);
  gateway.upstream.answerWith((_, response) =>
    response.writeHead(200, { "content-type": "text/plain", "x-secret": "s", "set-cookie": "session=1" }).end(big),
  );
  const response = await api("/x", {
    method: "POST",
    headers: { "content-type": "application/json", cookie: "a=b", "dd-api-key": "caller-key" },
    body: '{"a":1}',
  });
  expect(response.headers.get("set-cookie")).toBeNull();
  expect(await response.text()).toBe(big);
  const { rows } = await gateway.database.pool.query<{
    direction: string;
    headers_sealed: Buffer;
    body_sealed: Buffer;
    bytes: number;
    sha256: string;
    truncated: boolean;
  }>("select * from audit_payload order by direction");
  const [sent, received] = rows;
  const { sealer } = gateway.database;
  const open = (sealed: Buffer | undefined): string =>
    sealer.open("payload", sealed ?? Buffer.alloc(0)).toString("utf8");
  expect(open(sent?.body_sealed)).toBe('{"a":1}');
  expect(JSON.parse(open(sent?.headers_sealed))).not.toHaveProperty("authorization");
  expect(open(sent?.headers_sealed) + open(received?.headers_sealed)).not.toMatch(/cookie|caller-key|x-secret|Bearer/);
  expect(received).toMatchObject({ bytes: 300_000, truncated: true });
  expect(received?.sha256).toBe(createHash("sha256").update(big).digest("hex"));
  // Where there is no end of a word to cut at, the last 4 KiB could be half of a secret.
  expect(open(received?.body_sealed)).toHaveLength(252 * 1024);
});

test("attributes hold no query string, no arguments and no headers", async () => {
  await (await api("/x?api_key=canary-query", { headers: { "x-thing": "canary-header" } })).text();
  await (
    await postRpc(gateway.url, token, { ...echo, params: { name: "echo", arguments: { a: "canary-argument" } } })
  ).text();
  expect(JSON.stringify(await gateway.events())).not.toContain("canary");
});

test("a ledger that cannot be written means 503 and no upstream traffic, until it can be again", async () => {
  const { pool } = gateway.database;
  await pool.query("alter table audit_event rename to audit_event_gone");
  const response = await postRpc(gateway.url, token, echo);
  expect(response.status).toBe(503);
  expect((await readRpc(response)).error?.message).toContain("audit trail cannot be written");
  expect((await api("/x")).status).toBe(503);
  expect(gateway.upstream.seen).toEqual([]);
  await pool.query("alter table audit_event_gone rename to audit_event");
  gateway.upstream.answerWith(answerRpc({}));
  expect((await postRpc(gateway.url, token, echo)).status).toBe(200);
});

test("a ledger that hangs means 503 within its deadline, and no upstream traffic", async () => {
  const locker = await gateway.database.pool.connect();
  await locker.query("begin; lock audit_event in exclusive mode");
  const beganAt = performance.now();
  expect((await api("/x")).status).toBe(503);
  // The deadline is two seconds.
  expect(performance.now() - beganAt).toBeLessThan(3_500);
  expect(gateway.upstream.seen).toEqual([]);
  await locker.query("rollback");
  locker.release();
});

test("a database that is gone means 503, no upstream traffic, and a gateway that says it is not ready", async () => {
  const address = new URL(gateway.database.url);
  const name = address.pathname.slice(1);
  address.pathname = "/postgres";
  const admin = openPool({ url: address.href, size: 1, name: "test-admin" });
  await admin.query(`alter database ${name} with allow_connections false`);
  await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [name]);
  expect((await postRpc(gateway.url, token, echo)).status).toBe(503);
  expect((await fetch(`${gateway.url}/healthz`)).status).toBe(503);
  expect(gateway.upstream.seen).toEqual([]);
  await admin.query(`alter database ${name} with allow_connections true`);
  await admin.end();
  await until(async () => (await fetch(`${gateway.url}/healthz`)).status === 200);
});

test("an outcome that cannot be recorded is not passed on as a success", async () => {
  const { pool } = gateway.database;
  gateway.upstream.answerWith(async (seen, response) => {
    await pool.query("alter table audit_event rename to audit_event_gone");
    answerRpc({ content: [] })(seen, response);
  });
  const response = await postRpc(gateway.url, token, echo);
  expect(response.status).toBe(503);
  expect((await readRpc(response)).error?.message).toContain("outcome could not be recorded");
});

test("an outcome that cannot be recorded leaves a streamed answer without its end", async () => {
  const { pool } = gateway.database;
  gateway.upstream.answerWith(async (_, response) => {
    await pool.query("alter table audit_event rename to audit_event_gone");
    response.writeHead(200, { "content-type": "text/plain" }).end("hello");
  });
  await expect(api("/x").then((response) => response.text())).rejects.toThrow("terminated");
});

test("a policy's refusal is recorded with its rule, answered as a tool result, and reaches no upstream", async () => {
  await gateway.publish([
    { id: "no-echo", match: { tools: ["echo"] }, effect: "deny", message: "Use another tool." },
    { id: "no-posts", match: { methods: ["POST"] }, effect: "deny", message: "Reading only." },
    allowAll,
  ]);
  const answer = await readRpc(await postRpc(gateway.url, token, echo));
  expect(answer.result).toMatchObject({ isError: true, content: [{ type: "text", text: "Use another tool." }] });
  const denied = await api("/x", { method: "POST" });
  expect(denied.status).toBe(403);
  expect(await denied.json()).toEqual({
    errors: ["Reading only."],
    message: "Reading only.",
    error: { code: "denied_by_policy", message: "Reading only." },
  });
  expect(gateway.upstream.seen).toEqual([]);
  expect(await gateway.events()).toMatchObject([
    { type: "call.refused", status: "denied", decision: "deny", rule: "no-echo", tool: "echo" },
    { type: "call.refused", status: "denied", decision: "deny", rule: "no-posts", operation: "POST /x" },
  ]);
});

test("methods other than tools/call are denied with a JSON-RPC error, and what no rule matches is denied", async () => {
  await gateway.publish([]);
  const response = await postRpc(gateway.url, token, { id: 1, method: "resources/read", params: { uri: "file:///x" } });
  expect((await readRpc(response)).error).toMatchObject({ code: 403 });
  gateway.upstream.answerWith(answerRpc({ tools: [] }));
  expect((await postRpc(gateway.url, token, { id: 2, method: "tools/list" })).status).toBe(200);
});

test("a rule that is published is obeyed by the next call", async () => {
  gateway.upstream.answerWith(answerRpc({ content: [] }));
  expect((await readRpc(await postRpc(gateway.url, token, echo))).result?.isError).toBeUndefined();
  const published = performance.now();
  await gateway.publish([{ id: "nothing", match: {}, effect: "deny" }]);
  expect((await readRpc(await postRpc(gateway.url, token, echo))).result?.isError).toBe(true);
  expect(performance.now() - published).toBeLessThan(1_000);
});
