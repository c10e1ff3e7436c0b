import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { seededRandom } from "#lib/masking/corpus/random.ts";
import { samples } from "#lib/masking/corpus/samples.ts";
import { packs } from "#lib/packs/packs.ts";
import type { Rule } from "#lib/policies/schemas.ts";
import { decideTestHold, findTestHold } from "../testing/decide-test-hold.ts";
import { postRpc, readRpc } from "../testing/mcp-request.ts";
import { allowAll, startTestGateway, type TestGateway } from "../testing/start-test-gateway.ts";
import { answerRpc } from "../testing/test-upstream.ts";

let gateway: TestGateway;
let authorization: string;
const random = seededRandom(11);
const token = samples["github-token"](random).value;
const mail = "anna@example.com";

beforeAll(async () => {
  gateway = await startTestGateway();
  authorization = `Bearer ${await gateway.agentToken()}`;
});
afterAll(() => gateway.close());

/** What is kept of the newest call: bodies as stored, and its events. */
async function newest() {
  const events = await gateway.events();
  const callId = events.at(-1)?.call_id;
  const { rows } = await gateway.database.pool.query<{ direction: string; body_sealed: Buffer; sha256: string }>(
    "select direction, body_sealed, sha256 from audit_payload where call_id = $1",
    [callId],
  );
  const bodyOf = (direction: string): string => {
    const row = rows.find((each) => each.direction === direction);
    return row ? gateway.database.sealer.open("payload", row.body_sealed).toString() : "";
  };
  return {
    request: bodyOf("request"),
    response: bodyOf("response"),
    events: events.filter((event) => event.call_id === callId),
  };
}

type ApiInit = Omit<RequestInit, "headers"> & { headers?: Record<string, string> };

async function callApi(path: string, { headers, ...init }: ApiInit = {}) {
  const response = await fetch(`${gateway.url}/http/api${path}`, {
    ...init,
    headers: { authorization, "content-type": "application/json", ...headers },
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

function maskRule(mask: NonNullable<Rule["mask"]>): Rule {
  return { id: "masked", match: {}, effect: "allow", mask };
}

test("credentials are never stored, reach upstream and caller unchanged, and their number is in the ledger", async () => {
  await gateway.publish([allowAll]);
  gateway.upstream.answerWith((_, response) => response.end(`{"answer": "${token}", "n": 1.0}`));
  const sent = `{"given": "${token}", "list": ["${token}"]}`;
  const { text } = await callApi("/v1/x", { method: "POST", body: sent });
  expect(text).toBe(`{"answer": "${token}", "n": 1.0}`);
  expect(gateway.upstream.seen.at(-1)?.body).toBe(sent);
  const { request, response, events } = await newest();
  expect(request).toMatch(/^\{"given": "(\[github-token:[0-9a-f]{8}\])", "list": \["\1"\]\}$/);
  expect(response).toMatch(/^\{"answer": "\[github-token:[0-9a-f]{8}\]", "n": 1\.0\}$/);
  expect(events.map(({ type, attrs }) => [type, attrs["masking.kinds"], attrs["masking.count"]])).toEqual([
    ["call.started", ["github-token"], 2],
    ["call.finished", ["github-token"], 1],
  ]);
});

test("a rule masks answers, whatever they are compressed with; size and headers are those of what is given", async () => {
  await gateway.publish([maskRule([{ where: "response", detect: ["email"], fields: ["$..ssn"], with: "token" }])]);
  gateway.upstream.answerWith((_, response) =>
    response
      .writeHead(200, { "content-type": "application/json", "content-encoding": "gzip", etag: '"1"' })
      .end(gzipSync(`{"mail":"${mail}","a":{"ssn":12}}`)),
  );
  const { text, headers } = await callApi("/v1/x", { headers: { "accept-encoding": "gzip" } });
  expect(text).toMatch(/^\{"mail":"\[email:[0-9a-f]{8}\]","a":\{"ssn":"\[field:[0-9a-f]{8}\]"\}\}$/);
  expect(headers.get("content-length")).toBe(String(text.length));
  expect([headers.get("content-encoding"), headers.get("etag")]).toEqual([null, null]);
  const { response, events } = await newest();
  expect(response).toBe(text);
  expect(events.at(-1)?.attrs).toMatchObject({ "masking.kinds": ["email", "field"], "masking.count": 2 });
});

test("a mask that finds nothing changes no byte and no header", async () => {
  await gateway.publish([
    maskRule([{ where: "response", detect: ["email", "card"], fields: ["$.nothing"], with: "drop" }]),
  ]);
  const body = gzipSync('{ "a" : 1.0,\n"b":"\\u00e9" }');
  gateway.upstream.answerWith((_, response) =>
    response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip", etag: '"1"' }).end(body),
  );
  const response = await fetch(`${gateway.url}/http/api/v1/x`, {
    headers: { authorization, "accept-encoding": "gzip" },
  });
  expect([response.headers.get("etag"), response.headers.get("content-encoding")]).toEqual(['"1"', "gzip"]);
  expect(await response.text()).toBe(gunzipSync(body).toString());
});

test("events of a stream are masked one by one, as they come", async () => {
  await gateway.publish([maskRule([{ where: "response", detect: ["email"], with: "partial" }])]);
  gateway.upstream.answerWith((seen, response) => {
    const { id } = JSON.parse(seen.body) as { id: number };
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(`data: {"jsonrpc":"2.0","method":"notifications/message","params":{"data":"${mail}"}}\n\n`);
    const result = { content: [{ type: "text", text: `wri\nte to ${mail}` }] };
    response.end(`id: 7\ndata: ${JSON.stringify({ jsonrpc: "2.0", id, result })}\n\n`);
  });
  const answer = await postRpc(gateway.url, authorization.slice(7), {
    id: 1,
    method: "tools/call",
    params: { name: "x" },
  });
  const text = await answer.text();
  expect(text).not.toContain(mail);
  expect(text).toContain('"data":"***@example.com"');
  expect(text).toContain(
    'id: 7\ndata: {"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"wri\\nte to ***@',
  );
});

test("text of any length is masked as it comes, lines of JSON field by field", async () => {
  await gateway.publish([maskRule([{ where: "response", detect: ["email"], fields: ["$.ssn"], with: "token" }])]);
  const count = 150_000;
  gateway.upstream.answerWith((_, response) => {
    response.writeHead(200, { "content-type": "application/x-ndjson" });
    for (let index = 0; index < count; index++)
      response.write(`{"n":${index},"ssn":"1","to":"x ${mail} x ${"-".repeat(30)}"}\n`);
    response.end();
  });
  const { text } = await callApi("/v1/x");
  const all = text.trimEnd().split("\n");
  expect(text.length).toBeGreaterThan(10_000_000);
  expect(all).toHaveLength(count);
  expect(all.filter((each) => !/"ssn":"\[field:[0-9a-f]{8}\]","to":"x \[email:[0-9a-f]{8}\] x/.test(each))).toEqual([]);
  expect((await newest()).events.at(-1)?.attrs).toMatchObject({ "masking.kinds": ["email", "field"] });
});

test("the stream of a session, which may bring the answer to any call, is masked by every rule of its connection", async () => {
  await gateway.publish([
    { ...maskRule([{ where: "response", detect: ["email"], with: "drop" }]), match: { tools: ["only-this"] } },
    allowAll,
  ]);
  gateway.upstream.answerWith((_, response) =>
    response.writeHead(200, { "content-type": "text/event-stream" }).end(`data: {"a":"${mail}"}\n\n`),
  );
  const stream = await fetch(`${gateway.url}/mcp/tools`, { headers: { authorization, accept: "text/event-stream" } });
  expect(await stream.text()).toBe('data: {"a":""}\n\n');
});

test.each<[string, NonNullable<Rule["mask"]>[number], string, string, number]>([
  [
    "holds a refused value",
    { where: "response", detect: ["email"], with: "refuse" },
    `{"a":"${mail}"}`,
    "masking_refused",
    403,
  ],
  ["cannot be read", { where: "response", fields: ["$.a"], with: "drop" }, `}{"a":"${mail}"}`, "masking_failed", 502],
])(
  "an answer that %s is withheld, recorded, and nothing of it is given or kept",
  async (_, mask, body, code, status) => {
    await gateway.publish([maskRule([mask])]);
    gateway.upstream.answerWith((__, response) =>
      response.writeHead(200, { "content-type": "application/json" }).end(body),
    );
    const answer = await callApi("/v1/x");
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain(mail);
    const { response, events } = await newest();
    expect(response).toBe("");
    expect(events.at(-1)).toMatchObject({ type: "call.finished", status: "failed", error_code: code });
  },
);

test("a tool's answer that is withheld is told to the model", async () => {
  await gateway.publish([maskRule([{ where: "response", detect: ["email"], with: "refuse" }])]);
  gateway.upstream.answerWith(answerRpc({ content: [{ type: "text", text: mail }] }));
  const call = { id: 1, method: "tools/call", params: { name: "x" } };
  const answer = await readRpc(await postRpc(gateway.url, authorization.slice(7), call));
  expect(answer.result).toMatchObject({ isError: true, content: [{ text: expect.stringContaining("kind email") }] });
});

test("parts of a body are withheld where answers are masked, because a part could hide a value from its detector", async () => {
  await gateway.publish([maskRule([{ where: "response", detect: ["email"], with: "token" }])]);
  gateway.upstream.answerWith((_, response) => response.writeHead(206, { "content-range": "bytes 0-3/9" }).end("anna"));
  expect((await callApi("/v1/x", { headers: { range: "bytes=0-3" } })).status).toBe(502);
});

test("a request that may not be stored as it is does not go out", async () => {
  await gateway.publish([maskRule([{ where: "stored-request", detect: ["private-key"], with: "refuse" }])]);
  const before = gateway.upstream.seen.length;
  const body = JSON.stringify({ key: samples["private-key"](random).value });
  expect((await callApi("/v1/x", { method: "POST", body })).status).toBe(403);
  expect(gateway.upstream.seen).toHaveLength(before);
  expect((await newest()).events.at(-1)).toMatchObject({ type: "call.refused", error_code: "masking_refused" });
});

test("masks of a rule whose condition fails apply all the same", async () => {
  const failing = { ...maskRule([{ where: "response", detect: ["email"], with: "drop" }]), when: "args.missing == 1" };
  await gateway.publish([allowAll, failing]);
  gateway.upstream.answerWith(answerRpc({ content: [{ type: "text", text: mail }] }));
  const call = { id: 1, method: "tools/call", params: { name: "x" } };
  const answer = await readRpc(await postRpc(gateway.url, authorization.slice(7), call));
  expect(answer.result?.content).toEqual([{ type: "text", text: "" }]);
});

test("who decides sees the held call exactly; its payload is masked, and so is its answer by what was published since", async () => {
  const hold: Rule = { id: "ask", match: {}, effect: "hold", approval: { groups: ["approvers"], expiresInS: 600 } };
  await gateway.publish([hold]);
  gateway.upstream.answerWith((_, response) => response.end(`to ${mail}`));
  const answer = callApi("/v1/x", { method: "POST", body: JSON.stringify({ given: token }) });
  const { id, request_sealed: sealed } = await findTestHold(gateway.database.pool);
  expect(JSON.parse(gateway.database.sealer.open("hold", sealed).toString())).toMatchObject({ body: { given: token } });
  await gateway.publish([{ ...hold, mask: [{ where: "response", detect: ["email"], with: "token" }] }]);
  await decideTestHold(gateway.database.pool, id, "approved");
  expect((await answer).text).toMatch(/^to \[email:[0-9a-f]{8}\]$/);
  expect((await newest()).request).toMatch(/^\{"given":"\[github-token:[0-9a-f]{8}\]"\}$/);
});

test("a value that the limit of what is kept cuts in two is left out", async () => {
  await gateway.publish([allowAll]);
  const filler = "x ".repeat(128 * 1024 - 10);
  gateway.upstream.answerWith((_, response) => response.end(`${filler}${token}`));
  expect((await callApi("/v1/x")).text.endsWith(token)).toBe(true);
  const { response } = await newest();
  expect(response.length).toBeGreaterThan(filler.length - 10);
  expect(response.trimEnd().endsWith("x")).toBe(true);
});

const personal: NonNullable<Rule["mask"]> = [{ where: "upstream-request", detect: ["email"], with: "token" }];
const shown = (text: string | undefined) => text?.replaceAll(/\[email:[0-9a-f]{8}\]/g, "EMAIL");

test("a request goes upstream masked, in query and body, and is stored as it was sent", async () => {
  await gateway.publish([maskRule(personal)]);
  gateway.upstream.answerWith((_, response) => response.end("{}"));
  const sent = `{"to": "${mail}", "n": 1.0}`;
  const digest = { "content-digest": "sha-256=:AAAA:", "content-encoding": "gzip" };
  await callApi("/v1/x?to=anna%40example.com&n=1", { method: "POST", body: gzipSync(sent), headers: digest });
  const seen = gateway.upstream.seen.at(-1);
  expect(shown(decodeURIComponent(seen?.url ?? ""))).toBe("/base/v1/x?to=EMAIL&n=1");
  expect(shown(gunzipSync(seen?.bytes ?? "").toString())).toBe(`{"to": "EMAIL", "n": 1.0}`);
  expect(seen?.headers["content-digest"]).toBeUndefined();
  const { request, events } = await newest();
  expect(shown(request)).toBe(`{"to": "EMAIL", "n": 1.0}`);
  expect(events[0]).toMatchObject({
    type: "call.started",
    attrs: { "masking.kinds": ["email"], "masking.count": 2, "masking.by_kind": "email:2" },
  });
});

test("arguments of a tool go upstream masked", async () => {
  await gateway.publish([maskRule(personal)]);
  gateway.upstream.answerWith(answerRpc({ content: [] }));
  const params = { name: "x", arguments: { to: mail } };
  await readRpc(await postRpc(gateway.url, authorization.slice(7), { id: 1, method: "tools/call", params }));
  const { params: seen } = JSON.parse(gateway.upstream.seen.at(-1)?.body ?? "{}") as { params: typeof params };
  expect(seen.name).toBe("x");
  expect(shown(seen.arguments.to)).toBe("EMAIL");
});

test.each<[string, NonNullable<Rule["mask"]>, RequestInit & { path?: string }]>([
  ["has a value to be masked in its path", personal, { path: `/v1/${mail}` }],
  [
    "has a value that is refused",
    [{ where: "upstream-request", detect: ["email"], with: "refuse" }],
    { method: "POST", body: JSON.stringify({ a: mail }) },
  ],
  [
    "cannot be read where fields are masked",
    [{ where: "upstream-request", fields: ["$.a"], with: "drop" }],
    { method: "POST", body: "}{" },
  ],
])("a request that %s is not sent", async (_, mask, { path = "/v1/x", ...init }) => {
  await gateway.publish([maskRule(mask)]);
  gateway.upstream.answerWith((_, response) => response.end("{}"));
  const before = gateway.upstream.seen.length;
  expect((await callApi(path, init as ApiInit)).status).toBe(403);
  expect(gateway.upstream.seen).toHaveLength(before);
  expect((await newest()).events.at(-1)).toMatchObject({ type: "call.refused", error_code: "masking_refused" });
});

test("headers that repeat an argument are masked with it", async () => {
  await gateway.publish([maskRule(personal)]);
  gateway.upstream.answerWith(answerRpc({ content: [] }));
  const params = { name: "x", arguments: { to: mail } };
  const encoded = `=?base64?${Buffer.from(mail).toString("base64")}?=`;
  const headers = { "mcp-param-to": mail, "mcp-param-copy": encoded, "mcp-param-n": "1" };
  await readRpc(
    await postRpc(gateway.url, authorization.slice(7), { id: 1, method: "tools/call", params }, { headers }),
  );
  const seen = gateway.upstream.seen.at(-1)?.headers ?? {};
  const copy = String(seen["mcp-param-copy"]).slice("=?base64?".length, -"?=".length);
  expect(
    [seen["mcp-param-to"], Buffer.from(copy, "base64").toString(), seen["mcp-param-n"]].map((value) =>
      shown(String(value)),
    ),
  ).toEqual(["EMAIL", "EMAIL", "1"]);
});

test("masking never makes another tool or a call that policy denies of the one that was judged", async () => {
  const patterns = [{ kind: "gap", pattern: "-gap-" }];
  const mask: Rule["mask"] = [{ where: "upstream-request", patterns, with: "drop" }];
  await gateway.publish([
    maskRule(mask),
    { id: "no", match: { tools: ["delete_all"] }, effect: "deny" },
    { id: "big", match: {}, when: "has(args.amount)", effect: "deny" },
  ]);
  const before = gateway.upstream.seen.length;
  const call = async (params: object) =>
    (await readRpc(await postRpc(gateway.url, authorization.slice(7), { id: 1, method: "tools/call", params }))).result;
  expect(await call({ name: "delete-gap-_all" })).toMatchObject({ isError: true });
  expect(await call({ name: "rename-gap-d" })).toMatchObject({ isError: true });
  expect((await newest()).events.at(-1)).toMatchObject({ type: "call.refused", error_code: "masking_refused" });
  expect(await call({ name: "x", arguments: { "amo-gap-unt": 600 } })).toMatchObject({ isError: true });
  expect(gateway.upstream.seen).toHaveLength(before);
  expect((await newest()).events.at(-1)).toMatchObject({ type: "call.refused", error_code: "denied_by_policy" });
});

test("people approve what is sent: the masked request", async () => {
  const approval = { groups: ["approvers"], expiresInS: 600 };
  await gateway.publish([{ id: "ask", match: {}, effect: "hold", approval, mask: personal }]);
  gateway.upstream.answerWith((_, response) => response.end("{}"));
  const answer = callApi("/v1/asked", { method: "POST", body: JSON.stringify({ to: mail }) });
  const { id, request_sealed: sealed } = await findTestHold(gateway.database.pool);
  const held = JSON.parse(gateway.database.sealer.open("hold", sealed).toString()) as { body: { to: string } };
  expect(shown(held.body.to)).toBe("EMAIL");
  await decideTestHold(gateway.database.pool, id, "approved");
  await answer;
  expect(gateway.upstream.seen.at(-1)?.body).toBe(JSON.stringify(held.body));
});

test("the pack of Datadog's API holds and masks at the gateway what its page says", async () => {
  await gateway.publish(packs["datadog-api"].rules({ connections: ["api"], approvers: ["approvers"] }));
  const key = "0123456789abcdef0123456789abcdef";
  gateway.upstream.answerWith((_, response) =>
    response.writeHead(200, { "content-type": "application/json" }).end(`{"api_keys":[{"key":"${key}","name":"ci"}]}`),
  );
  expect((await callApi("/api/v1/api_key")).text).toMatch(/\{"key":"\[field:[0-9a-f]{8}\]","name":"ci"\}/);
  expect((await callApi("/api/v1/no_such_list")).text).not.toContain(key);
  expect((await callApi("/api/v1/monitor")).text).toContain(key);
  expect((await callApi("/api/v1/monitor/validate", { method: "POST", body: "{}" })).status).toBe(200);
  const before = gateway.upstream.seen.length;
  const gone = new AbortController();
  const held = callApi("/api/v1/monitor/7", { method: "DELETE", signal: gone.signal });
  expect(await findTestHold(gateway.database.pool)).toMatchObject({ rule: "datadog-api-high-risk" });
  gone.abort();
  await expect(held).rejects.toThrow("abort");
  expect(gateway.upstream.seen).toHaveLength(before);
});
