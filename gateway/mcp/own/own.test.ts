import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Rule } from "#lib/policies/schemas.ts";
import { decideTestHold } from "../../testing/decide-test-hold.ts";
import { postRpc, readRpc } from "../../testing/mcp-request.ts";
import { startTestGateway, type TestGateway } from "../../testing/start-test-gateway.ts";

const holdPay: Rule = {
  id: "ask-a-human",
  match: { tools: ["pay"] },
  effect: "hold",
  approval: { groups: ["approvers"], expiresInS: 900 },
};

let gateway: TestGateway;
let token: string;
const clients: Client[] = [];
let amount = 0;

beforeAll(async () => {
  gateway = await startTestGateway();
  // Nothing is allowed: what callers see of their own holds is no matter of policy.
  await gateway.publish([holdPay], ({ connections }) => {
    for (const connection of connections) connection.holdBudgetMs = 1;
  });
  token = await gateway.agentToken();
});
afterAll(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await gateway.close();
});

async function connect(as: string): Promise<Client> {
  const client = new Client({ name: "test", version: "1" });
  const requestInit = { headers: { authorization: `Bearer ${as}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(`${gateway.url}/mcp/holdpoint`), { requestInit }));
  clients.push(client);
  return client;
}

/** Makes a call that waits for people. Returns its hold's id. */
async function hold(): Promise<string> {
  amount++;
  const call = { id: 1, method: "tools/call", params: { name: "pay", arguments: { amount } } };
  const { result } = await readRpc(await postRpc(gateway.url, token, call));
  const approval = result?._meta?.["holdpoint/approval"] as { id: string } | undefined;
  return approval?.id ?? "";
}

type Told = { holds?: { id: string; state: string }[]; hold?: { id: string; state: string; next: string } };

async function ask(client: Client, name: string, input: object = {}): Promise<{ isError: boolean; told: Told }> {
  const answer = await client.callTool({ name, arguments: { ...input } });
  return { isError: answer.isError === true, told: answer.structuredContent ?? {} };
}

test("a client finds tools that read, wait for and take back its own held calls, and none that decides", async () => {
  const client = await connect(token);
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual(["list_holds", "read_hold", "wait_for_hold", "cancel_hold"]);
  expect(tools.filter(({ annotations }) => annotations?.readOnlyHint !== true).map(({ name }) => name)).toEqual([
    "cancel_hold",
  ]);
  expect(client.getInstructions()).toContain("Nothing can be approved here");
});

test("an agent sees how its own calls stand, and each question is recorded", async () => {
  const client = await connect(token);
  const id = await hold();
  expect((await ask(client, "read_hold", { id })).told.hold).toMatchObject({
    id,
    state: "pending",
    connection: "tools",
    tool: "pay",
    rule: "ask-a-human",
    url: `http://console.test/approvals/${id}`,
    decidedBy: null,
  });
  expect((await ask(client, "list_holds")).told.holds?.map((each) => each.id)).toContain(id);
  await decideTestHold(gateway.database.pool, id, "denied");
  expect((await ask(client, "read_hold", { id })).told.hold).toMatchObject({
    state: "denied",
    decidedBy: "alice@example.com",
    reason: "too risky",
  });
  expect((await ask(client, "list_holds")).told.holds?.map((each) => each.id)).not.toContain(id);
  expect((await ask(client, "list_holds", { all: true })).told.holds?.map((each) => each.id)).toContain(id);
  const events = (await gateway.events()).filter(({ connection }) => connection === "holdpoint");
  expect(events.map(({ type, tool, status, agent }) => ({ type, tool, status, agent }))).toContainEqual({
    type: "call.finished",
    tool: "read_hold",
    status: "ok",
    agent: "demo-agent",
  });
});

test("waiting ends with the decision", async () => {
  const client = await connect(token);
  const id = await hold();
  const waiting = ask(client, "wait_for_hold", { id, seconds: 30 });
  await decideTestHold(gateway.database.pool, id, "approved");
  const { told } = await waiting;
  expect(told.hold).toMatchObject({ state: "approved", next: expect.stringContaining("identical call again") });
});

test("an agent takes its own call back, once and before it runs, and nobody else's", async () => {
  const id = await hold();
  const other = await connect(await gateway.personToken("mallory"));
  for (const name of ["read_hold", "wait_for_hold", "cancel_hold"]) {
    expect(await ask(other, name, { id })).toMatchObject({ isError: true });
  }
  expect((await ask(other, "list_holds", { all: true })).told.holds).toEqual([]);
  const client = await connect(token);
  expect((await ask(client, "cancel_hold", { id })).told.hold).toMatchObject({ state: "cancelled" });
  expect((await ask(client, "cancel_hold", { id })).told.hold).toMatchObject({ state: "cancelled" });
  const denied = await hold();
  await decideTestHold(gateway.database.pool, denied, "denied");
  expect(await ask(client, "cancel_hold", { id: denied })).toMatchObject({ isError: true });
  const cancelled = (await gateway.events()).filter(
    ({ type, hold_id: holdId }) => type === "hold.cancelled" && holdId === id,
  );
  expect(cancelled).toHaveLength(1);
  expect(gateway.upstream.seen).toEqual([]);
});

test("who is not known is refused, as is what is no message, and there is no stream to open", async () => {
  const url = `${gateway.url}/mcp/holdpoint`;
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const send = (body: string, more: object = {}) =>
    fetch(url, { method: "POST", headers: { ...headers, ...more }, body });
  expect((await send("{}", { authorization: "Bearer nobody" })).status).toBe(401);
  expect((await send("[]")).status).toBe(400);
  expect((await fetch(url, { headers })).status).toBe(405);
  const unknown = await send(JSON.stringify({ jsonrpc: "2.0", id: 1, method: "resources/list" }));
  expect(await unknown.json()).toMatchObject({ error: { code: -32_601 } });
  const noTool = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "approve_hold", arguments: {} } };
  expect(await (await send(JSON.stringify(noTool))).json()).toMatchObject({ error: { code: -32_602 } });
});

test("clients of 2026-07-28 discover it without a handshake", async () => {
  const meta = { _meta: { "io.modelcontextprotocol/protocolVersion": "2026-07-28" } };
  const ask2026 = async (method: string, version = "2026-07-28") => {
    const _meta = { ...meta._meta, "io.modelcontextprotocol/protocolVersion": version };
    const response = await fetch(`${gateway.url}/mcp/holdpoint`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${token}`,
        "content-type": "application/json",
        "mcp-protocol-version": version,
        "mcp-method": method,
      },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: { _meta } }),
    });
    return { status: response.status, json: (await response.json()) as object };
  };
  expect(await ask2026("server/discover")).toMatchObject({
    status: 200,
    json: { result: { resultType: "complete", supportedVersions: ["2026-07-28"], capabilities: { tools: {} } } },
  });
  expect((await ask2026("tools/list")).json).toMatchObject({
    result: { cacheScope: "public", ttlMs: expect.any(Number) },
  });
  expect(await ask2026("tools/list", "2030-01-01")).toMatchObject({
    status: 400,
    json: { error: { code: -32_022, data: { supported: ["2026-07-28"] } } },
  });
  expect(await ask2026("ping")).toMatchObject({ status: 404, json: { error: { code: -32_601 } } });
});
