import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { decideHold } from "#lib/holds/decide-hold.ts";
import { readHold } from "#lib/holds/read-hold.ts";
import { readPayloads } from "#lib/payloads/read-payloads.ts";
import type { Rule } from "#lib/policies/schemas.ts";
import { contextOf, makePerson } from "#lib/testing/people.ts";
import { findTestHold } from "./testing/decide-test-hold.ts";
import { postRpc, readRpc } from "./testing/mcp-request.ts";
import { startTestGateway, type TestGateway } from "./testing/start-test-gateway.ts";
import { answerRpc } from "./testing/test-upstream.ts";

const hold: Rule = {
  id: "refunds",
  match: {},
  effect: "hold",
  approval: { groups: ["approvers"], expiresInS: 900, edit: true },
};
const forbidden: Rule = {
  id: "no-more-than-500",
  match: { connections: ["tools"] },
  effect: "deny",
  when: "args.amount > 500",
};
const alice = makePerson("power_user", { groups: ["approvers"] });

let gateway: TestGateway;
let token: string;
beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.publish([hold, forbidden]);
  token = await gateway.agentToken();
});
beforeEach(() => gateway.upstream.seen.splice(0));
afterAll(() => gateway.close());

let account = 0;
function refund(amount: number, headers: Record<string, string> = {}) {
  const params = { name: "refund", arguments: { account, amount, note: "as asked" } };
  return postRpc(gateway.url, token, { id: 7, method: "tools/call", params }, { headers });
}

async function approve(edited?: object): Promise<string> {
  const { id, request_digest: requestDigest } = await findTestHold(gateway.database.pool);
  const decision = { holdId: id, verdict: "approved", reason: "half is enough", requestDigest };
  await decideHold(contextOf(gateway.database, alice), {
    ...decision,
    ...(edited && { edited: JSON.stringify(edited) }),
  });
  return id;
}

function sentArguments(): unknown[] {
  return gateway.upstream.seen.map(
    ({ body }) => (JSON.parse(body) as { params: { arguments: unknown } }).params.arguments,
  );
}

test("what an approver changed is what runs; the agent is told what, by whom and why, and both versions are kept", async () => {
  account++;
  gateway.upstream.answerWith(
    answerRpc({ content: [{ type: "text", text: "refunded" }], structuredContent: { ok: 1 } }),
  );
  const answer = refund(100);
  const id = await approve({ account, amount: 50, note: "as asked" });
  const { result } = await readRpc(await answer);
  expect(sentArguments()).toEqual([{ account, amount: 50, note: "as asked" }]);
  expect(result?.content?.map(({ text }) => text)).toEqual([
    expect.stringMatching(new RegExp(`changed by ${alice.email}[^]*amount: 100 -> 50[^]*half is enough`)),
    "refunded",
  ]);
  expect(result).toMatchObject({
    structuredContent: { ok: 1 },
    _meta: { "holdpoint/approval": { id, edited: true, changes: [{ path: "amount", before: "100", after: "50" }] } },
  });
  const changes = [{ path: "amount", before: "100", after: "50" }];
  expect(await readHold(contextOf(gateway.database, alice), id)).toMatchObject({
    edited: true,
    request: { arguments: { amount: 100 } },
    changes,
  });
  const events = (await gateway.events()).filter((event) => event.hold_id === id);
  expect(events.find(({ type }) => type === "hold.approved")?.attrs).toMatchObject({ changes: 1 });
  expect(events.find(({ type }) => type === "call.finished")?.attrs).toMatchObject({ "holdpoint.edited": true });
  const auditor = contextOf(gateway.database, makePerson("power_user", { auditor: true }));
  const kept = await readPayloads(auditor, { callId: events[0]?.call_id ?? "" });
  const requests = kept.flatMap(({ direction, body }) => (direction === "request" && "text" in body ? body.text : []));
  expect(requests.join()).toMatch(/"amount": 100[^]*"amount": 50/);
});

test("the identical request, as the agent sent it, gets the answer of the changed call and does not run", async () => {
  const again = await readRpc(await refund(100));
  expect(again.result?.content?.at(-1)?.text).toBe("refunded");
  expect(again.result?._meta).toMatchObject({ "holdpoint/approval": { replayed: true } });
  expect(gateway.upstream.seen).toEqual([]);
});

test("arguments that the policy denies are not sent, whoever put them in", async () => {
  account++;
  const answer = refund(100);
  const id = await approve({ account, amount: 501 });
  const { result } = await readRpc(await answer);
  expect(result).toMatchObject({ isError: true });
  expect(gateway.upstream.seen).toEqual([]);
  expect((await findTestHold(gateway.database.pool, "failed")).id).toBe(id);
});

test("another value in the row than the one that was approved is not sent", async () => {
  account++;
  const { pool } = gateway.database;
  const answer = refund(100, { prefer: "wait=1" });
  const { id, request_digest: requestDigest } = await findTestHold(pool);
  const stolen = "update hold set edited_sealed = $2, edited_digest = $3 where id = $1";
  const { edited_sealed: sealed, edited_digest: digest } = await anEarlierEdit();
  await pool.query(stolen, [id, sealed, digest]);
  await decideHold(contextOf(gateway.database, alice), {
    holdId: id,
    verdict: "approved",
    reason: "yes",
    requestDigest,
  });
  expect((await readRpc(await answer)).result).toMatchObject({ isError: true });
  expect(gateway.upstream.seen).toEqual([]);
  expect((await gateway.events()).at(-1)).toMatchObject({ type: "call.refused", error_code: "edit_failed" });
});

async function anEarlierEdit() {
  const { rows } = await gateway.database.pool.query<{ edited_sealed: Buffer; edited_digest: string }>(
    "select edited_sealed, edited_digest from hold where edited_digest is not null limit 1",
  );
  return rows[0] ?? { edited_sealed: Buffer.alloc(0), edited_digest: "" };
}

test("a JSON body runs changed, in its own content coding, and the answer says that it did", async () => {
  gateway.upstream.answerWith((_, response) => response.writeHead(201).end("made"));
  const body = gzipSync(JSON.stringify({ title: "all", tags: ["a"] }));
  const answer = post(body, { "content-md5": "aaaa", "content-encoding": "gzip" });
  const id = await approve({ title: "some", tags: ["a"] });
  expect((await answer).headers.get("holdpoint-edited")).toBe(id);
  const [seen] = gateway.upstream.seen;
  expect(gunzipSync(seen?.bytes ?? "").toString()).toBe('{"tags":["a"],"title":"some"}');
  expect(seen?.headers["content-md5"]).toBeUndefined();
});

test.each<[string, Record<string, string>, string]>([
  ["signed by its caller", { signature: "sig1=:abc:" }, JSON.stringify({ title: 2 })],
  ["no JSON", { "content-type": "text/plain" }, "restart"],
])("a call whose body is %s cannot be changed", async (_, headers, body) => {
  const answer = post(body, headers);
  await expect(approve({ title: 3 })).rejects.toMatchObject({ code: "invalid" });
  await approve();
  await answer;
  expect(gateway.upstream.seen).toMatchObject([{ body }]);
});

function post(body: Buffer<ArrayBuffer> | string, headers: Record<string, string>): Promise<Response> {
  return fetch(`${gateway.url}/http/api/things`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", ...headers },
    body,
  });
}
