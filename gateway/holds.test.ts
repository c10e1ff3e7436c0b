import { afterEach, beforeEach, expect, test } from "vitest";
import { sweepHolds } from "#lib/holds/sweep-holds.ts";
import type { Rule } from "#lib/policies/schemas.ts";
import { decideNextHold, decideTestHold, findTestHold } from "./testing/decide-test-hold.ts";
import { answerRpc } from "./testing/test-upstream.ts";
import { postRpc, readRpc } from "./testing/mcp-request.ts";
import { allowAll, startTestGateway, until, type TestGateway } from "./testing/start-test-gateway.ts";

const holdAll: Rule = {
  id: "ask-a-human",
  match: {},
  effect: "hold",
  message: "Somebody must look at this.",
  approval: { groups: ["approvers"], expiresInS: 900 },
};
const sum = { id: 5, method: "tools/call", params: { name: "get-sum", arguments: { a: 1, b: 2 } } };

let gateway: TestGateway;
let token: string;
beforeEach(async () => {
  gateway = await startTestGateway();
  await gateway.publish([holdAll]);
  token = await gateway.agentToken();
  gateway.upstream.answerWith(answerRpc({ content: [{ type: "text", text: "3" }] }));
});
afterEach(() => gateway.close());

function pool() {
  return gateway.database.pool;
}

function call(message: Parameters<typeof postRpc>[2] = sum, signal?: AbortSignal) {
  return postRpc(gateway.url, token, message, signal ? { signal } : {});
}

type ApiRequest = Omit<RequestInit, "headers"> & { headers?: Record<string, string> };

function api(init: ApiRequest = {}, path = "/dashboards?x=1"): Promise<Response> {
  return fetch(`${gateway.url}/http/api${path}`, {
    method: "POST",
    body: '{"title":"a"}',
    ...init,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...init.headers },
  });
}

async function withBudget(holdBudgetMs: number, rules = [holdAll]): Promise<void> {
  await gateway.publish(rules, (document) => {
    for (const connection of document.connections) connection.holdBudgetMs = holdBudgetMs;
  });
}

async function eventTypes(): Promise<string[]> {
  return (await gateway.events()).map((event) => event.type);
}

test("a held MCP call is answered at once with a stream, and after approval with the upstream's answer, run once", async () => {
  const response = await call({ ...sum, params: { ...sum.params, _meta: { progressToken: "p" } } });
  expect(response.headers.get("content-type")).toBe("text/event-stream");
  const hold = await findTestHold(pool());
  expect(gateway.upstream.seen).toEqual([]);
  expect(await eventTypes()).toEqual(["call.held"]);
  await decideTestHold(pool(), hold.id, "approved");
  const text = await response.text();
  expect(text).toMatch(/^: hold_\w+ waits for approval\n/);
  expect(text).toContain(`"message":"Waiting for approval: http://console.test/approvals/${hold.id}"`);
  expect(text).toContain('"result":{"content":[{"type":"text","text":"3"}]}');
  expect(gateway.upstream.seen).toHaveLength(1);
  expect(await findTestHold(pool(), "completed")).toMatchObject({ id: hold.id });
  const events = await gateway.events();
  expect(events.map((event) => [event.type, event.status])).toEqual([
    ["call.held", "held"],
    ["hold.claimed", "started"],
    ["call.started", "started"],
    ["call.finished", "ok"],
  ]);
  expect(new Set(events.map((event) => event.call_id))).toEqual(new Set([hold.call_id]));
  expect(events.at(-1)).toMatchObject({
    hold_id: hold.id,
    decision: "hold",
    rule: "ask-a-human",
    approver: "alice@example.com",
    hold_ms: expect.any(Number),
  });
});

test("what the approver sees is what would run, without what does not matter to it", async () => {
  const response = await call({ ...sum, params: { ...sum.params, _meta: { progressToken: 1 } } });
  const hold = await findTestHold(pool());
  const shown = gateway.database.sealer.open("hold", hold.request_sealed).toString("utf8");
  expect(JSON.parse(shown)).toEqual({ kind: "mcp", tool: "get-sum", arguments: { a: 1, b: 2 } });
  await response.body?.cancel();
});

test("an upstream's event stream goes on the stream that the hold has opened, bytes unchanged", async () => {
  const events = 'id: 1\nevent: message\ndata: {"jsonrpc":"2.0","method":"notifications/message"}\n\n: ping\n\n';
  const last = 'id: 2\ndata: {"jsonrpc":"2.0","id":5,"result":{"content":[]}}\n\n';
  gateway.upstream.answerWith((_, response) =>
    response.writeHead(200, { "content-type": "text/event-stream" }).end(events + last),
  );
  const response = await call();
  await decideNextHold(pool(), "approved");
  expect(await response.text()).toContain(events + last);
});

test("a denied MCP call says by whom and why, and the upstream saw nothing", async () => {
  const response = await call();
  const id = await decideNextHold(pool(), "denied");
  const answer = await readRpc(response);
  expect(answer.id).toBe(5);
  expect(answer.result?.isError).toBe(true);
  expect(answer.result?.content?.[0]?.text).toContain("denied by alice@example.com: too risky");
  expect(gateway.upstream.seen).toEqual([]);
  expect((await findTestHold(pool(), "denied")).id).toBe(id);
});

test("a held HTTP call keeps its socket: approved it gets the upstream's answer, denied 403 with the same words", async () => {
  gateway.upstream.answerWith((_, response) =>
    response.writeHead(201, { "content-type": "application/json" }).end("{}"),
  );
  const approved = api();
  await decideNextHold(pool(), "approved");
  expect((await approved).status).toBe(201);
  expect(gateway.upstream.seen[0]).toMatchObject({ url: "/base/dashboards?x=1", body: '{"title":"a"}' });
  const denied = api({ body: '{"title":"b"}' });
  await decideNextHold(pool(), "denied");
  expect((await denied).status).toBe(403);
  expect(await (await denied).json()).toMatchObject({
    errors: [expect.stringContaining("denied by alice@example.com: too risky")],
  });
  expect(gateway.upstream.seen).toHaveLength(1);
});

test("a budget that is spent ends in a pending answer, and the identical retry after approval runs it", async () => {
  await withBudget(30);
  const pending = await readRpc(await call());
  const hold = await findTestHold(pool());
  expect(pending.result?.isError).toBe(true);
  expect(pending.result?.content?.[0]?.text).toContain(`http://console.test/approvals/${hold.id}`);
  expect(pending.result?.content?.[0]?.text).toContain("retry the identical call");
  expect(pending.result?._meta).toMatchObject({ "holdpoint/approval": { id: hold.id, status: "pending" } });
  await decideTestHold(pool(), hold.id, "approved");
  expect(gateway.upstream.seen).toEqual([]);
  const retry = {
    id: 99,
    method: "tools/call",
    params: { arguments: { b: 2, a: 1.0 }, name: "get-sum", _meta: { x: 1 } },
  };
  expect((await readRpc(await call(retry))).result?.content?.[0]?.text).toBe("3");
  expect(gateway.upstream.seen).toHaveLength(1);
  expect(await eventTypes()).toEqual(["call.held", "call.rejoined", "hold.claimed", "call.started", "call.finished"]);
  expect(await findTestHold(pool(), "completed")).toMatchObject({ id: hold.id });
});

test("a pending HTTP answer is a 409 with where to look, which client libraries do not repeat", async () => {
  await withBudget(30);
  const response = await api();
  const hold = await findTestHold(pool());
  expect(response.status).toBe(409);
  expect(response.headers.get("retry-after")).toBe("30");
  expect(response.headers.get("link")).toContain(`http://console.test/approvals/${hold.id}`);
  const body = (await response.json()) as { error: { message: string }; approval: { statusUrl: string } };
  expect(body).toMatchObject({ errors: [expect.stringContaining(`pending approval ${hold.id}`)] });
  expect(body.error.message).toContain(hold.id);
  expect(response.headers.get("link")).toContain(`<${body.approval.statusUrl}>; rel="monitor"`);
});

test("identical calls of one caller share one hold, run once and get one answer; another caller's is another hold", async () => {
  const calls = [call(), call({ ...sum, id: 6 })];
  await until(async () => (await eventTypes()).length === 2);
  const other = await postRpc(gateway.url, await gateway.personToken("bob"), sum);
  await until(async () => (await pool().query("select 1 from hold")).rowCount === 2);
  const { rows } = await pool().query<{ id: string }>("select id from hold where caller_id = 'agent:demo-agent'");
  expect(rows).toHaveLength(1);
  await decideTestHold(pool(), rows[0]?.id ?? "", "approved");
  const answers = await Promise.all(calls.map(async (response) => readRpc(await response)));
  expect(answers.map((answer) => answer.result?.content?.[0]?.text)).toEqual(["3", "3"]);
  expect(answers.map((answer) => answer.id)).toEqual([5, 6]);
  expect(gateway.upstream.seen).toHaveLength(1);
  await other.body?.cancel();
});

test("other arguments are another hold: an approval is for what was approved only", async () => {
  await withBudget(30);
  await readRpc(await call());
  await decideNextHold(pool(), "approved");
  const other = { ...sum, params: { name: "get-sum", arguments: { a: 1, b: 3 } } };
  expect((await readRpc(await call(other))).result?.isError).toBe(true);
  expect(gateway.upstream.seen).toEqual([]);
});

test("a hold that expires, or is cancelled, tells its caller so, each in its own words", async () => {
  const response = call();
  const { id } = await findTestHold(pool());
  await pool().query("update hold set expires_at = now() - interval '1 second' where id = $1", [id]);
  expect((await readRpc(await response)).result?.content?.[0]?.text).toMatch(/^Nobody approved the call in time\./);
  const second = call();
  await until(async () => (await pool().query("select 1 from hold")).rowCount === 2);
  await pool().query("update hold set state = 'cancelled' where id <> $1", [id]);
  expect((await readRpc(await second)).result?.content?.[0]?.text).toBe("The hold on this call was cancelled.");
  expect(gateway.upstream.seen).toEqual([]);
});

test("an expiry while the caller was away is told to their retry once, swept or not, and then asked anew", async () => {
  await withBudget(30);
  for (const sweep of [true, false]) {
    await readRpc(await call());
    const { id } = await findTestHold(pool());
    await pool().query("update hold set expires_at = now() - interval '1 minute' where id = $1", [id]);
    if (sweep) await sweepHolds(pool());
    expect((await readRpc(await call())).result?.content?.[0]?.text).toContain("Nobody approved the call in time");
    expect((await findTestHold(pool(), "expired")).id).toBe(id);
    expect((await readRpc(await call())).result?._meta).toMatchObject({ "holdpoint/approval": { status: "pending" } });
    await pool().query("delete from approval; delete from hold");
  }
  expect(gateway.upstream.seen).toEqual([]);
});

test("nothing runs for a caller that has left, and their identical retry picks the approval up", async () => {
  const leaving = new AbortController();
  const response = await call(sum, leaving.signal);
  const { id } = await findTestHold(pool());
  leaving.abort();
  await expect(response.text()).rejects.toThrow("aborted");
  await decideTestHold(pool(), id, "approved");
  expect((await findTestHold(pool(), "approved")).id).toBe(id);
  expect(gateway.upstream.seen).toEqual([]);
  expect((await readRpc(await call())).result?.content?.[0]?.text).toBe("3");
});

test("a denial while the caller was away is told to their retry once, and then asked anew", async () => {
  await withBudget(30);
  await readRpc(await call());
  const id = await decideNextHold(pool(), "denied");
  expect((await readRpc(await call())).result?.content?.[0]?.text).toContain("denied by alice@example.com");
  expect((await findTestHold(pool(), "denied")).finished_at).not.toBeNull();
  expect((await readRpc(await call())).result?.content?.[0]?.text).toContain("pending approval");
  expect((await findTestHold(pool())).id).not.toBe(id);
});

test("a rule that forbids the call by the time it is approved wins, and the hold ends failed", async () => {
  const response = await call();
  const { id } = await findTestHold(pool());
  await gateway.publish([holdAll, { id: "stop", match: {}, effect: "deny", message: "Frozen." }]);
  await decideTestHold(pool(), id, "approved");
  expect((await readRpc(response)).result).toMatchObject({ isError: true, content: [{ text: "Frozen." }] });
  expect(gateway.upstream.seen).toEqual([]);
  expect((await findTestHold(pool(), "failed")).id).toBe(id);
  expect((await gateway.events()).at(-1)).toMatchObject({
    type: "call.refused",
    decision: "deny",
    error_code: "denied_by_policy",
    hold_id: id,
  });
});

test("a key that was revoked while its call waited does not run it", async () => {
  const key = gateway.addKey();
  await gateway.publish([holdAll]);
  const response = await postRpc(gateway.url, key, sum);
  const { id } = await findTestHold(pool());
  await gateway.publish([holdAll], (document) => {
    document.gatewayKeys = [];
  });
  expect((await readRpc(response)).error?.message).toContain("not valid");
  await decideTestHold(pool(), id, "approved");
  expect(gateway.upstream.seen).toEqual([]);
});

test("dispatched is committed, with the start, before the upstream sees the call", async () => {
  let seenStates: unknown[] = [];
  gateway.upstream.answerWith(async (seen, response) => {
    const { rows } = await pool().query<{ state: string; type: string }>(
      "select hold.state, audit_event.type from hold join audit_event on hold_id = hold.id order by audit_event.at",
    );
    seenStates = rows.map((row) => [row.state, row.type]);
    answerRpc({ content: [] })(seen, response);
  });
  const response = await call();
  await decideNextHold(pool(), "approved");
  await response.text();
  expect(seenStates).toEqual([
    ["dispatched", "call.held"],
    ["dispatched", "hold.claimed"],
    ["dispatched", "call.started"],
  ]);
});

test("a claim whose start cannot be recorded sends nothing and can be recovered: executing, with a lease", async () => {
  const response = await call();
  const { id } = await findTestHold(pool());
  await pool().query(`create function refuse_start() returns trigger language plpgsql as
    $$ begin if new.type = 'call.started' then raise exception 'no'; end if; return new; end $$`);
  await pool().query(
    "create trigger refuse_start before insert on audit_event for each row execute function refuse_start()",
  );
  await decideTestHold(pool(), id, "approved");
  expect((await readRpc(response)).error?.message).toContain("audit trail cannot be written");
  expect(gateway.upstream.seen).toEqual([]);
  const { rows } = await pool().query("select state, dispatched_at, lease_until > now() as leased from hold");
  expect(rows).toEqual([{ state: "executing", dispatched_at: null, leased: true }]);
  expect(await eventTypes()).not.toContain("call.started");
});

test("an upstream that breaks off after dispatch leaves the hold unknown, never to be sent again", async () => {
  gateway.upstream.answerWith((_, response) => response.socket?.destroy());
  const response = await call();
  const id = await decideNextHold(pool(), "approved");
  expect((await readRpc(response)).error?.message).toContain("may have acted");
  expect((await findTestHold(pool(), "unknown")).id).toBe(id);
  expect(gateway.upstream.seen).toHaveLength(1);
});

test("an upstream that cannot be reached leaves the hold failed: nothing was sent", async () => {
  await gateway.publish([holdAll], (document) => {
    for (const connection of document.connections) connection.baseUrl = "http://127.0.0.1:9";
  });
  const response = await call();
  await decideNextHold(pool(), "approved");
  expect((await readRpc(response)).error).toMatchObject({ code: 502 });
  await findTestHold(pool(), "failed");
});

test("a decision is found without its bell", async () => {
  const response = await call();
  const { id } = await findTestHold(pool());
  await pool().query("update hold set state = 'approved', decided_at = now() where id = $1", [id]);
  expect((await readRpc(response)).result?.content?.[0]?.text).toBe("3");
});

test("a number that JSON readers may take differently is not put before an approver", async () => {
  const response = await postRpc(gateway.url, token, sum, {});
  await response.body?.cancel();
  const raw = await fetch(`${gateway.url}/mcp/tools`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"pay","arguments":{"to":12345678901234567891}}}',
  });
  expect(raw.status).toBe(400);
  expect((await gateway.events()).at(-1)).toMatchObject({ error_code: "inexact_number" });
});

test("a gateway that stops lets its waiters go with a pending answer", async () => {
  const response = await call();
  await findTestHold(pool());
  const text = readRpc(response);
  await gateway.gateway.close({ deadlineMs: 2_000 });
  expect((await text).result?.content?.[0]?.text).toContain("pending approval");
});

test("a call that no rule holds does not wait", async () => {
  await gateway.publish([allowAll]);
  expect((await call()).headers.get("content-type")).toBe("application/json");
});
