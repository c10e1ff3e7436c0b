import { EventEmitter, once } from "node:events";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { maxStoredAnswerBytes } from "#lib/holds/stored-answer.ts";
import type { Rule } from "#lib/policies/schemas.ts";
import type { TestDatabase } from "#lib/testing/database.ts";
import { decideNextHold, findTestHold } from "./testing/decide-test-hold.ts";
import { postRpc, readRpc } from "./testing/mcp-request.ts";
import { startTestGateway, until, type TestGateway } from "./testing/start-test-gateway.ts";
import { answerRpc } from "./testing/test-upstream.ts";

const holdAll: Rule = {
  id: "ask-a-human",
  match: {},
  effect: "hold",
  approval: { groups: ["approvers"], expiresInS: 900 },
};
let calls = 0;

let gateway: TestGateway;
let database: TestDatabase;
let token: string;
beforeAll(async () => {
  gateway = await startTestGateway();
  ({ database } = gateway);
  await gateway.publish([holdAll]);
  token = await gateway.agentToken();
});
beforeEach(() => gateway.upstream.seen.splice(0));
afterAll(() => gateway.close());

/** A call with arguments that no other test has used. */
function newSum(id: number | string = 1) {
  calls++;
  return { id, method: "tools/call", params: { name: "get-sum", arguments: { a: calls, b: 2 } } };
}

function call(message: Parameters<typeof postRpc>[2], signal?: AbortSignal): Promise<Response> {
  return postRpc(gateway.url, token, message, signal ? { signal } : {});
}

async function runApproved(message: Parameters<typeof postRpc>[2]) {
  const answer = call(message);
  await decideNextHold(database.pool, "approved");
  return readRpc(await answer);
}

async function lastEvent() {
  return (await gateway.events()).at(-1);
}

test("an identical MCP request after the call ran gets its answer again, under its own id, marked, and nothing runs", async () => {
  gateway.upstream.answerWith(answerRpc({ content: [{ type: "text", text: "3" }], structuredContent: { sum: 3 } }));
  const message = newSum(5);
  await runApproved(message);
  const { id } = await findTestHold(database.pool, "completed");
  const again = await readRpc(await call({ ...message, id: "again" }));
  expect(again).toMatchObject({
    id: "again",
    result: {
      content: [{ type: "text", text: "3" }],
      structuredContent: { sum: 3 },
      _meta: { "holdpoint/approval": { id, status: "finished", replayed: true } },
    },
  });
  expect(gateway.upstream.seen).toHaveLength(1);
  expect(await lastEvent()).toMatchObject({ type: "call.replayed", status: "ok", hold_id: id });
});

test("a tool that failed is not run again either: its error is the answer", async () => {
  gateway.upstream.answerWith(answerRpc({ content: [{ type: "text", text: "no such account" }], isError: true }));
  const message = newSum();
  await runApproved(message);
  const again = await readRpc(await call(message));
  expect(again.result).toMatchObject({ isError: true, content: [{ text: "no such account" }] });
  expect(gateway.upstream.seen).toHaveLength(1);
});

test("of an answer that came as a stream, the message that answers is kept", async () => {
  gateway.upstream.answerWith((_, response) =>
    response
      .writeHead(200, { "content-type": "text/event-stream" })
      .end(
        'data: {"jsonrpc":"2.0","method":"notifications/message"}\n\n' +
          'data: {"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"streamed"}]}}\n\n',
      ),
  );
  const message = newSum();
  await runApproved(message);
  const response = await call({ ...message, id: 2 });
  expect(response.headers.get("content-type")).toBe("application/json");
  expect((await readRpc(response)).result?.content?.[0]?.text).toBe("streamed");
});

test("an identical HTTP request gets status, headers and body again, with the hold they are from", async () => {
  gateway.upstream.answerWith((_, response) =>
    response
      .writeHead(201, { "content-type": "application/json", etag: '"7"', "set-cookie": "a=b" })
      .end('{"id":"new"}'),
  );
  const body = JSON.stringify({ title: ++calls });
  const post = (): Promise<Response> =>
    fetch(`${gateway.url}/http/api/dashboards`, {
      method: "POST",
      body,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    });
  const first = post();
  await decideNextHold(database.pool, "approved");
  expect((await first).headers.get("holdpoint-replay")).toBeNull();
  const second = await post();
  expect(second.status).toBe(201);
  expect(await second.text()).toBe('{"id":"new"}');
  expect(second.headers.get("etag")).toBe('"7"');
  expect(second.headers.get("set-cookie")).toBeNull();
  expect(second.headers.get("holdpoint-replay")).toBe((await findTestHold(database.pool, "completed")).id);
  expect(gateway.upstream.seen).toHaveLength(1);
});

test("a caller that left while its call ran gets the answer with its retry, also while it still runs", async () => {
  const upstream = new EventEmitter();
  gateway.upstream.answerWith(async (seen, response) => {
    await once(upstream, "done");
    answerRpc({ content: [{ type: "text", text: "late" }] })(seen, response);
  });
  const message = newSum();
  const leaving = new AbortController();
  const response = await call(message, leaving.signal);
  await decideNextHold(database.pool, "approved");
  await until(() => gateway.upstream.seen.length === 1);
  leaving.abort();
  await expect(response.text()).rejects.toThrow("aborted");
  const retry = await call(message);
  upstream.emit("done");
  expect((await readRpc(retry)).result?.content?.[0]?.text).toBe("late");
  expect(gateway.upstream.seen).toHaveLength(1);
});

test("a call whose outcome was never seen is not sent again: the retry is told so", async () => {
  gateway.upstream.answerWith((_, response) => response.socket?.destroy());
  const message = newSum();
  await runApproved(message);
  await findTestHold(database.pool, "unknown");
  const again = await readRpc(await call(message));
  expect(again.result).toMatchObject({ isError: true, content: [{ text: expect.stringContaining("not sent again") }] });
  expect(gateway.upstream.seen).toHaveLength(1);
  expect(await lastEvent()).toMatchObject({ type: "call.refused", error_code: "hold_unknown" });
});

test("an answer too large to keep is passed on, and the retry is told that it ran", async () => {
  gateway.upstream.answerWith(answerRpc({ content: [{ type: "text", text: "x".repeat(maxStoredAnswerBytes) }] }));
  const message = newSum();
  await runApproved(message);
  const again = await readRpc(await call(message));
  expect(again.result?.content?.[0]?.text).toContain("has run");
  expect(gateway.upstream.seen).toHaveLength(1);
});

test("half an answer is not kept", async () => {
  gateway.upstream.answerWith((_, response) => {
    response.writeHead(200, { "content-type": "text/plain", "content-length": "100" });
    response.write("half", () => response.destroy());
  });
  const post = (): Promise<Response> =>
    fetch(`${gateway.url}/http/api/${++calls}`, { method: "POST", headers: { authorization: `Bearer ${token}` } });
  const first = post().then((response) => response.text());
  await decideNextHold(database.pool, "approved");
  await first.catch(() => {});
  const { rows } = await database.pool.query("select state, result_sealed from hold where operation = $1", [
    `POST /${calls}`,
  ]);
  expect(rows).toEqual([{ state: "unknown", result_sealed: null }]);
});

test("the stored answer is for a while, by the rule, and for this caller and these arguments only", async () => {
  gateway.upstream.answerWith(answerRpc({ content: [{ type: "text", text: "3" }] }));
  const message = newSum();
  await runApproved(message);
  const other = await postRpc(gateway.url, await gateway.personToken("bob"), message);
  expect(await findTestHold(database.pool)).toMatchObject({ caller_id: "person:bob" });
  await other.body?.cancel();
  await database.pool.query("update hold set state = 'cancelled' where state = 'pending'");
  await database.pool.query("update hold set replay_until = now() where state = 'completed'");
  const anew = await call(message);
  expect(await findTestHold(database.pool)).toMatchObject({ caller_id: "agent:demo-agent" });
  await anew.body?.cancel();
  await database.pool.query("update hold set state = 'cancelled' where state = 'pending'");
});
