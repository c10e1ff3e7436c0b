import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Rule } from "#lib/policies/schemas.ts";
import type { TestDatabase } from "#lib/testing/database.ts";
import { decideNextHold, decideTestHold, findTestHold } from "./testing/decide-test-hold.ts";
import { startTestGateway, until, type TestGateway } from "./testing/start-test-gateway.ts";

const holdAll: Rule = {
  id: "ask-a-human",
  match: {},
  effect: "hold",
  approval: { groups: ["approvers"], expiresInS: 900 },
};
type Status = {
  id: string;
  status: string;
  statusUrl: string;
  answerUrl?: string;
  decidedBy: string | null;
  next: string;
};

let gateway: TestGateway;
let database: TestDatabase;
let token: string;
let posts = 0;
beforeAll(async () => {
  gateway = await startTestGateway();
  ({ database } = gateway);
  await gateway.publish([holdAll]);
  token = await gateway.agentToken();
});
beforeEach(() => {
  gateway.upstream.seen.splice(0);
  gateway.upstream.answerWith((_, response) =>
    response.writeHead(201, { "content-type": "application/json", etag: '"1"' }).end('{"made":true}'),
  );
});
afterAll(() => gateway.close());

/** A request that no other test has made. */
function post(prefer: string, body = JSON.stringify({ title: ++posts })): Promise<Response> {
  return fetch(`${gateway.url}/http/api/dashboards?x=1`, {
    method: "POST",
    body,
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", prefer },
  });
}

function ask(url: string, init: { method?: string; prefer?: string; token?: string } = {}): Promise<Response> {
  return fetch(url, {
    method: init.method ?? "GET",
    headers: { authorization: `Bearer ${init.token ?? token}`, prefer: init.prefer ?? "" },
  });
}

async function statusOf(url: string, prefer = ""): Promise<Status> {
  return (await (await ask(url, { prefer })).json()) as Status;
}

test("Prefer: respond-async gets 202 with a status URL; the poll after the approval runs the call once, as it came", async () => {
  const accepted = await post("respond-async");
  expect(accepted.status).toBe(202);
  expect(accepted.headers.get("preference-applied")).toBe("respond-async");
  const { id, status } = (await accepted.json()) as Status;
  const url = accepted.headers.get("location") ?? "";
  expect([status, url]).toEqual(["pending", `${gateway.url}/http/api/.well-known/holdpoint/holds/${id}`]);
  expect(await statusOf(url)).toMatchObject({ id, status: "pending", decidedBy: null });

  await decideTestHold(database.pool, id, "approved");
  expect(gateway.upstream.seen).toEqual([]);
  const done = await statusOf(url, "wait=5");
  expect(gateway.upstream.seen[0]?.headers["prefer"]).toBeUndefined();
  expect(done).toMatchObject({ status: "completed", decidedBy: "alice@example.com", answerUrl: `${url}/answer` });
  expect(gateway.upstream.seen).toMatchObject([
    {
      method: "POST",
      url: "/base/dashboards?x=1",
      body: `{"title":${posts}}`,
      headers: { "dd-api-key": "upstream-key" },
    },
  ]);
  const answer = await ask(`${url}/answer`);
  expect([answer.status, answer.headers.get("etag"), await answer.text()]).toEqual([201, '"1"', '{"made":true}']);
  const events = (await gateway.events()).filter((event) => event.hold_id === id);
  expect(events.map((event) => event.type)).toEqual(["call.held", "hold.claimed", "call.started", "call.finished"]);
  expect(new Set(events.map((event) => event.call_id)).size).toBe(1);
  expect(events.at(-1)).toMatchObject({ approver: "alice@example.com", attrs: { "holdpoint.detached": true } });
});

test("many polls at the moment of the approval run the call once", async () => {
  const { id, statusUrl } = (await (await post("respond-async")).json()) as Status;
  await decideTestHold(database.pool, id, "approved");
  const all = await Promise.all(Array.from({ length: 10 }, () => statusOf(statusUrl, "wait=5")));
  expect(all.map((status) => status.status)).toEqual(all.map(() => "completed"));
  expect(gateway.upstream.seen).toHaveLength(1);
});

test("nothing runs for a caller that never asks again", async () => {
  const { id } = (await (await post("respond-async")).json()) as Status;
  await decideTestHold(database.pool, id, "approved");
  expect((await findTestHold(database.pool, "approved")).id).toBe(id);
  await database.pool.query("update hold set expires_at = now() - interval '1 second' where id = $1", [id]);
  expect(gateway.upstream.seen).toEqual([]);
});

test("Prefer: wait=N is how long the request stays open, and with respond-async when the 202 comes", async () => {
  const startedAt = performance.now();
  const pending = await post("wait=1");
  expect(pending.status).toBe(409);
  expect(performance.now() - startedAt).toBeLessThan(4_000);
  const url = /<([^>]+)>; rel="monitor"/.exec(pending.headers.get("link") ?? "")?.[1] ?? "";
  const { id } = (await statusOf(url)) satisfies Status;
  const waiting = post("respond-async, return=minimal, wait=20");
  await until(async () => (await database.pool.query("select 1 from hold where state = 'pending'")).rowCount === 2);
  await decideNextHold(database.pool, "approved");
  expect((await waiting).status).toBe(201);
  await decideTestHold(database.pool, id, "approved");
  expect(await statusOf(url)).toMatchObject({ status: "approved", next: expect.stringContaining("identical request") });
  expect(gateway.upstream.seen).toHaveLength(1);
  expect(gateway.upstream.seen[0]?.headers["prefer"]).toBe("return=minimal");
});

test("DELETE takes a held call back; what was cancelled is neither decided nor run", async () => {
  const { id, statusUrl } = (await (await post("respond-async")).json()) as Status;
  expect(await (await ask(statusUrl, { method: "DELETE" })).json()).toMatchObject({ id, status: "cancelled" });
  await decideTestHold(database.pool, id, "approved").catch(() => {});
  expect(await statusOf(statusUrl)).toMatchObject({ status: "cancelled" });
  expect(gateway.upstream.seen).toEqual([]);
  const events = (await gateway.events()).filter((event) => event.hold_id === id);
  expect(events.map((event) => event.type)).toEqual(["call.held", "hold.cancelled"]);
});

test("a denial is told at the status URL with who and why", async () => {
  const { id, statusUrl } = (await (await post("respond-async")).json()) as Status;
  await decideTestHold(database.pool, id, "denied");
  expect(await statusOf(statusUrl, "wait=5")).toMatchObject({
    status: "denied",
    decidedBy: "alice@example.com",
    reason: "too risky",
  });
});

test("a status URL is its own caller's only: to everybody else there is no such hold", async () => {
  const { id, statusUrl } = (await (await post("respond-async")).json()) as Status;
  const bob = await gateway.personToken("bob");
  expect((await ask(statusUrl, { token: bob })).status).toBe(404);
  expect((await ask(statusUrl, { token: bob, method: "DELETE" })).status).toBe(404);
  expect((await ask(`${gateway.url}/http/api/.well-known/holdpoint/holds/hold_nobody`)).status).toBe(404);
  expect((await ask(statusUrl, { token: "nobody" })).status).toBe(401);
  expect((await findTestHold(database.pool)).id).toBe(id);
});

test("what forbids the call by the time it is polled wins, and the poll says so", async () => {
  const { id, statusUrl } = (await (await post("respond-async")).json()) as Status;
  await gateway.publish([holdAll, { id: "stop", match: {}, effect: "deny", message: "Frozen." }]);
  await decideTestHold(database.pool, id, "approved");
  const ended = await statusOf(statusUrl, "wait=5");
  expect(ended.status).toBe("failed");
  const answer = await ask(`${statusUrl}/answer`);
  expect([answer.status, await answer.json()]).toMatchObject([403, { message: "Frozen." }]);
  expect(gateway.upstream.seen).toEqual([]);
  await gateway.publish([holdAll]);
});

test("a credential is not kept with the request: the poll's own is what the call is judged by", async () => {
  const { id } = (await (await post("respond-async")).json()) as Status;
  const { rows } = await database.pool.query<{ original_sealed: Buffer }>(
    "select original_sealed from hold where id = $1",
    [id],
  );
  const kept = database.sealer.open("hold", rows[0]?.original_sealed ?? Buffer.alloc(0)).toString("utf8");
  expect(kept).toContain("content-type");
  expect(kept).not.toContain(token);
});
