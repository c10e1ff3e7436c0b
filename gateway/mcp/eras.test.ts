import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { postRpc, readRpc } from "../testing/mcp-request.ts";
import { allowAll, startTestGateway, until, type TestGateway } from "../testing/start-test-gateway.ts";
import { answerRpc } from "../testing/test-upstream.ts";

let gateway: TestGateway;
let token: string;
let stranger: string;
beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.publish([allowAll]);
  token = await gateway.agentToken();
  stranger = await gateway.personToken("mallory");
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.upstream.seen.length = 0;
  gateway.upstream.answerWith(answerRpc({ content: [] }));
});

const modernHeaders = {
  "mcp-protocol-version": "2026-07-28",
  "mcp-method": "tools/call",
  "mcp-name": "echo",
};
const modernMeta = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientCapabilities": {},
};
const echo = { id: 7, method: "tools/call", params: { name: "echo", _meta: modernMeta } };
const oldEcho = { id: 7, method: "tools/call", params: { name: "echo" } };

function headersWithout(name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(modernHeaders).filter(([key]) => key !== name));
}

test("a message of 2026-07-28 passes with headers that say what it says, plain or encoded", async () => {
  const plain = await postRpc(gateway.url, token, echo, { headers: modernHeaders });
  expect(await readRpc(plain)).toMatchObject({ id: 7, result: {} });
  const wrapped = { ...modernHeaders, "mcp-name": `=?base64?${Buffer.from("grüße").toString("base64")}?=` };
  const named = { ...echo, params: { ...echo.params, name: "grüße" } };
  expect((await postRpc(gateway.url, token, named, { headers: wrapped })).status).toBe(200);
  expect(gateway.upstream.seen.map(({ headers }) => headers["mcp-name"])).toEqual(["echo", wrapped["mcp-name"]]);
});

test.each([
  ["another method", { ...modernHeaders, "mcp-method": "tools/list" }],
  ["another tool", { ...modernHeaders, "mcp-name": "harmless" }],
  ["another spelling", { ...modernHeaders, "mcp-name": "Echo" }],
  ["broken base64", { ...modernHeaders, "mcp-name": "=?base64?ZWNobw?=" }],
  ["another version", { ...modernHeaders, "mcp-protocol-version": "2025-11-25" }],
  ["no version", headersWithout("mcp-protocol-version")],
  ["no method", headersWithout("mcp-method")],
  ["no name", headersWithout("mcp-name")],
])("headers that disagree with the message are refused with -32020 and recorded: %s", async (_, headers) => {
  const response = await postRpc(gateway.url, token, echo, { headers });
  expect(response.status).toBe(400);
  expect(await readRpc(response)).toMatchObject({ id: 7, error: { code: -32020 } });
  expect(gateway.upstream.seen).toHaveLength(0);
  expect((await gateway.events()).at(-1)).toMatchObject({
    type: "call.refused",
    error_code: "header_mismatch",
    operation: "tools/call",
    tool: "echo",
  });
});

test("older messages need no such headers, but theirs must not lie either", async () => {
  expect((await postRpc(gateway.url, token, oldEcho)).status).toBe(200);
  const lying = await postRpc(gateway.url, token, oldEcho, { headers: { "mcp-name": "harmless" } });
  expect(lying.status).toBe(400);
  expect(gateway.upstream.seen).toHaveLength(1);
});

async function openSession(sessionId: string): Promise<void> {
  gateway.upstream.answerWith((seen, response) => {
    response.setHeader("mcp-session-id", sessionId);
    answerRpc({ protocolVersion: "2025-11-25" })(seen, response);
  });
  const opened = await postRpc(gateway.url, token, { id: 0, method: "initialize", params: {} });
  expect(opened.headers.get("mcp-session-id")).toBe(sessionId);
  await opened.text();
  gateway.upstream.answerWith(answerRpc({ content: [] }));
}

test("a session is of use to the caller that opened it, and to nobody else", async () => {
  await openSession("secret-1");
  const headers = { "mcp-session-id": "secret-1" };
  expect((await postRpc(gateway.url, token, oldEcho, { headers })).status).toBe(200);
  gateway.upstream.seen.length = 0;
  const stolen = await postRpc(gateway.url, stranger, oldEcho, { headers });
  expect(stolen.status).toBe(404);
  expect((await postRpc(gateway.url, token, oldEcho, { headers: { "mcp-session-id": "guessed" } })).status).toBe(404);
  for (const method of ["GET", "DELETE"]) {
    const attempt = { method, headers: { ...headers, authorization: `Bearer ${stranger}` } };
    expect((await fetch(`${gateway.url}/mcp/tools`, attempt)).status).toBe(404);
  }
  expect(gateway.upstream.seen).toHaveLength(0);
  expect((await gateway.events()).at(-1)).toMatchObject({ type: "call.refused", error_code: "unknown_session" });
});

test("a message of 2026-07-28 does not carry a session to the upstream", async () => {
  await openSession("secret-2");
  gateway.upstream.seen.length = 0;
  await postRpc(gateway.url, stranger, echo, { headers: { ...modernHeaders, "mcp-session-id": "secret-2" } });
  expect(gateway.upstream.seen[0]?.headers).not.toHaveProperty("mcp-session-id");
});

test("an upstream that gives two callers one session does not get the second one in", async () => {
  await openSession("shared");
  gateway.upstream.answerWith((seen, response) => {
    response.setHeader("mcp-session-id", "shared");
    answerRpc({})(seen, response);
  });
  const second = await postRpc(gateway.url, stranger, { id: 0, method: "initialize", params: {} });
  expect(second.status).toBe(502);
  expect(second.headers.get("mcp-session-id")).toBeNull();
});

test("the upstream's word on a dead session and on where to resume passes", async () => {
  await openSession("secret-3");
  gateway.upstream.answerWith((_, response) => response.writeHead(404).end());
  const headers = { "mcp-session-id": "secret-3" };
  expect((await postRpc(gateway.url, token, oldEcho, { headers })).status).toBe(404);
  gateway.upstream.answerWith((_, response) =>
    response.writeHead(200, { "content-type": "text/event-stream" }).end("id: 8\ndata: {}\n\n"),
  );
  const resumed = await fetch(`${gateway.url}/mcp/tools`, {
    headers: { ...headers, authorization: `Bearer ${token}`, accept: "text/event-stream", "last-event-id": "7" },
  });
  expect(await resumed.text()).toBe("id: 8\ndata: {}\n\n");
  expect(gateway.upstream.seen.at(-1)).toMatchObject({ method: "GET", headers: { "last-event-id": "7" } });
});

test("leaving cancels a call of 2026-07-28 at the upstream; an older one is cancelled by its notification only", async () => {
  let closed = 0;
  gateway.upstream.answerWith((seen, response) => {
    if (seen.body.includes("notifications/cancelled")) return response.writeHead(202).end();
    response.on("close", () => {
      if (!response.writableFinished) closed++;
    });
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(": working\n\n");
    return undefined;
  });
  const leaving = new AbortController();
  const modern = await postRpc(gateway.url, token, echo, { headers: modernHeaders, signal: leaving.signal });
  const older = await postRpc(gateway.url, token, oldEcho, { signal: leaving.signal });
  expect([modern.status, older.status]).toEqual([200, 200]);
  leaving.abort();
  await until(() => closed > 0);
  const cancel = { method: "notifications/cancelled", params: { requestId: 7 } };
  expect((await postRpc(gateway.url, token, cancel)).status).toBe(202);
  expect(closed).toBe(1);
  await until(async () => (await gateway.events()).some(({ status }) => status === "cancelled"));
});

test("answers to the server's own requests pass, and batches do not", async () => {
  gateway.upstream.answerWith((_, response) => response.writeHead(202).end());
  const post = (body: object) =>
    fetch(`${gateway.url}/mcp/tools`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  const answer = { jsonrpc: "2.0", id: 3, result: { action: "accept", content: { ok: true } } };
  expect((await post(answer)).status).toBe(202);
  expect(gateway.upstream.seen[0]?.body).toBe(JSON.stringify(answer));
  expect((await post([answer])).status).toBe(400);
  expect(gateway.upstream.seen).toHaveLength(1);
});
