import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Rule } from "#lib/policies/schemas.ts";
import type { TestDatabase } from "#lib/testing/database.ts";
import { decideTestHold, findTestHold } from "../../testing/decide-test-hold.ts";
import { postRpc } from "../../testing/mcp-request.ts";
import { allowAll, startTestGateway, until, type TestGateway } from "../../testing/start-test-gateway.ts";
import { answerRpc } from "../../testing/test-upstream.ts";

const holdPay: Rule = {
  id: "ask-a-human",
  match: { tools: ["pay"] },
  effect: "hold",
  approval: { groups: ["approvers"], expiresInS: 900 },
};
const tasks = { "io.modelcontextprotocol/tasks": {} };
type Answer = { result?: Record<string, unknown>; error?: { code: number } };

let gateway: TestGateway;
let database: TestDatabase;
let token: string;
let amount = 0;
beforeAll(async () => {
  gateway = await startTestGateway();
  ({ database } = gateway);
  await gateway.publish([holdPay, allowAll]);
  token = await gateway.agentToken();
});
beforeEach(() => {
  gateway.upstream.seen.splice(0);
  gateway.upstream.answerWith(answerRpc({ content: [{ type: "text", text: "paid" }] }));
});
afterAll(() => gateway.close());

/** A request of 2026-07-28, by a client that polls tasks unless told otherwise. */
async function send(
  method: string,
  params: { name?: string; taskId?: string; arguments?: object; inputResponses?: object },
  { as = token, extensions = tasks, url = gateway.url }: { as?: string; extensions?: object; url?: string } = {},
): Promise<Answer> {
  const name = params.name ?? params.taskId ?? "";
  const response = await postRpc(
    url,
    as,
    {
      id: 1,
      method,
      params: {
        ...params,
        _meta: {
          "io.modelcontextprotocol/protocolVersion": "2026-07-28",
          "io.modelcontextprotocol/clientCapabilities": { extensions },
        },
      },
    },
    {
      headers: { "mcp-protocol-version": "2026-07-28", "mcp-method": method, ...(name !== "" && { "mcp-name": name }) },
    },
  );
  return (await response.json()) as Answer;
}

async function openTask(): Promise<string> {
  amount++;
  const { result } = await send("tools/call", { name: "pay", arguments: { amount } });
  expect(result).toMatchObject({ resultType: "task", status: "working", pollIntervalMs: 5_000 });
  return String(result?.["taskId"]);
}

/** Polls until the task has ended. */
async function endOf(taskId: string): Promise<Record<string, unknown> | undefined> {
  let last: Answer = {};
  await until(async () => {
    last = await send("tasks/get", { taskId });
    return last.result?.["status"] !== "working";
  });
  return last.result;
}

test("a held call is a task that is there before its handle: it works until the approval, then the poll runs it once", async () => {
  const taskId = await openTask();
  expect((await findTestHold(database.pool)).id).toBe(taskId);
  const waiting = await send("tasks/get", { taskId });
  expect(waiting.result).toMatchObject({ resultType: "complete", taskId, status: "working" });
  expect(waiting.result?.["statusMessage"]).toContain(`http://console.test/approvals/${taskId}`);
  await decideTestHold(database.pool, taskId, "approved");
  expect(gateway.upstream.seen).toEqual([]);
  expect(await endOf(taskId)).toMatchObject({
    resultType: "complete",
    status: "completed",
    result: { content: [{ type: "text", text: "paid" }] },
  });
  expect(gateway.upstream.seen).toHaveLength(1);
  expect(JSON.parse(gateway.upstream.seen[0]?.body ?? "")).toMatchObject({ params: { arguments: { amount } } });
  const events = (await gateway.events()).filter((event) => event.hold_id === taskId);
  expect(events.map((event) => event.type)).toEqual(["call.held", "hold.claimed", "call.started", "call.finished"]);
});

test("denied, expired and cancelled tasks read differently, and none of them runs", async () => {
  const denied = await openTask();
  await decideTestHold(database.pool, denied, "denied");
  expect(await endOf(denied)).toMatchObject({
    status: "completed",
    result: { isError: true, content: [{ text: expect.stringContaining("denied by alice@example.com: too risky") }] },
  });
  const expired = await openTask();
  await database.pool.query("update hold set expires_at = now() - interval '1 second' where id = $1", [expired]);
  expect(await endOf(expired)).toMatchObject({
    status: "completed",
    result: { content: [{ text: expect.stringContaining("in time") }] },
  });
  const cancelled = await openTask();
  expect((await send("tasks/cancel", { taskId: cancelled })).result).toEqual({ resultType: "complete" });
  expect(await endOf(cancelled)).toMatchObject({ status: "cancelled" });
  expect(gateway.upstream.seen).toEqual([]);
});

test("a JSON-RPC error of the upstream makes a failed task; a tool's own error a completed one", async () => {
  gateway.upstream.answerWith((seen, response) => {
    const { id } = JSON.parse(seen.body) as { id: unknown };
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify({ jsonrpc: "2.0", id, error: { code: -32603, message: "broken" } }));
  });
  const failing = await openTask();
  await decideTestHold(database.pool, failing, "approved");
  expect(await endOf(failing)).toMatchObject({ status: "failed", error: { code: -32603 }, statusMessage: "broken" });
  gateway.upstream.answerWith(answerRpc({ content: [], isError: true }));
  const refused = await openTask();
  await decideTestHold(database.pool, refused, "approved");
  expect(await endOf(refused)).toMatchObject({ status: "completed", result: { isError: true } });
});

test("a task is its caller's only, known ids only, and only for clients that declare the extension", async () => {
  const taskId = await openTask();
  const bob = await gateway.personToken("bob");
  for (const method of ["tasks/get", "tasks/update", "tasks/cancel"]) {
    expect((await send(method, { taskId }, { as: bob })).error?.code).toBe(-32602);
    expect((await send(method, { taskId: `hold_${"0".repeat(26)}` })).error?.code).toBe(-32602);
    expect((await send(method, { taskId }, { extensions: {} })).error?.code).toBe(-32021);
  }
  expect((await findTestHold(database.pool)).id).toBe(taskId);
  expect((await send("tasks/update", { taskId, inputResponses: {} })).result).toEqual({ resultType: "complete" });
});

test("tasks of the upstream are the upstream's", async () => {
  gateway.upstream.answerWith(answerRpc({ taskId: "t-1", status: "working" }));
  expect((await send("tasks/get", { taskId: "t-1" })).result).toMatchObject({ taskId: "t-1" });
  expect(gateway.upstream.seen).toHaveLength(1);
});

test("a task survives the gateway that made it", async () => {
  const taskId = await openTask();
  const other = await startTestGateway({
    database: { ...database, close: () => Promise.resolve() },
    settings: { issuers: [{ issuer: gateway.issuer.issuer, audiences: [] }] },
  });
  const claims = { sub: "demo-agent", client_id: "demo-agent", aud: other.url, groups: ["agents"] };
  const as = await gateway.issuer.sign(claims);
  await decideTestHold(database.pool, taskId, "approved");
  const poll = () => send("tasks/get", { taskId }, { as, url: other.url });
  await until(async () => (await poll()).result?.["status"] === "completed");
  expect(gateway.upstream.seen).toHaveLength(1);
  await other.close();
});

test("server/discover says so where a rule may hold, and changes nothing else", async () => {
  const upstream = { resultType: "complete", supportedVersions: ["2026-07-28"], capabilities: { tools: {} } };
  gateway.upstream.answerWith(answerRpc(upstream));
  expect((await send("server/discover", {})).result).toEqual({
    ...upstream,
    capabilities: { extensions: tasks, tools: {} },
  });
  await gateway.publish([allowAll]);
  expect((await send("server/discover", {})).result).toEqual(upstream);
  await gateway.publish([holdPay, allowAll]);
});
