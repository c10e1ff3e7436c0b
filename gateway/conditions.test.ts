import { afterAll, beforeAll, expect, test } from "vitest";
import type { Rule } from "#lib/policies/schemas.ts";
import { postRpc, readRpc } from "./testing/mcp-request.ts";
import { allowAll, startTestGateway, type TestGateway } from "./testing/start-test-gateway.ts";
import { answerRpc } from "./testing/test-upstream.ts";

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
  gateway.upstream.answerWith(answerRpc({ content: [] }));
});
afterAll(() => gateway.close());

async function callTool(token: string, given: string): Promise<boolean> {
  const body = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"refund","arguments":${given}}}`;
  const response = await fetch(`${gateway.url}/mcp/tools`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", accept: "application/json" },
    body,
  });
  return (await readRpc(response)).result?.isError !== true;
}

test("an argument decides about a tool call, and one that is left out or cannot be read exactly does not let it through", async () => {
  const large: Rule = { id: "large", match: { tools: ["refund"] }, effect: "deny", when: "args.amount > 500" };
  await gateway.publish([allowAll, large]);
  const token = await gateway.agentToken();
  expect(await callTool(token, `{"amount":500}`)).toBe(true);
  expect(await callTool(token, `{"amount":500.5}`)).toBe(false);
  expect(await callTool(token, `{}`)).toBe(false);
  expect(await callTool(token, `{"amount":"600"}`)).toBe(false);
  expect(await callTool(token, `{"amount":100,"reference":12345678901234567891}`)).toBe(false);
  const refused = (await gateway.events()).filter(({ type }) => type === "call.refused");
  expect(refused.map(({ rule, attrs }) => [rule, attrs["holdpoint.rule_errors"]])).toEqual([
    ["large", undefined],
    ["large", ["large"]],
    ["large", ["large"]],
    ["large", ["large"]],
  ]);
});

type StatusInit = Omit<RequestInit, "headers"> & { headers?: Record<string, string> };

test("path, query and body decide about an HTTP call", async () => {
  const { url } = gateway;
  const authorization = `Bearer ${await gateway.agentToken()}`;
  async function status(path: string, { headers = {}, ...init }: StatusInit = {}): Promise<number> {
    const response = await fetch(`${url}/http/api${path}`, { ...init, headers: { authorization, ...headers } });
    await response.text();
    return response.status;
  }
  const when = `http.method == "GET" ? !has(http.query.secret) : http.body.limit < 10`;
  await gateway.publish([{ id: "small", match: { connections: ["api"] }, effect: "allow", when }]);
  const json = { "content-type": "application/json" };
  gateway.upstream.answerWith((_, response) => response.end("fine"));
  expect(await status("/v1/x?a=1")).toBe(200);
  expect(await status("/v1/x?%73ecret=1")).toBe(403);
  expect(await status("/v1/x", { method: "POST", headers: json, body: `{"limit":9}` })).toBe(200);
  expect(await status("/v1/x", { method: "POST", headers: json, body: `{"limit":10}` })).toBe(403);
  expect(await status("/v1/x", { method: "POST", body: new Uint8Array([0xff, 0xfe]) })).toBe(403);
});

test("who calls decides", async () => {
  gateway.upstream.answerWith(answerRpc({ content: [] }));
  const when = `caller.email == "alice@example.com" && "staff" in caller.groups && agent == "cli"`;
  await gateway.publish([{ id: "alice", match: {}, effect: "allow", when }]);
  const call = { id: 1, method: "tools/call", params: { name: "x" } };
  const outcomes = [];
  for (const token of [
    await gateway.personToken("alice"),
    await gateway.personToken("bob"),
    await gateway.agentToken(),
  ]) {
    outcomes.push((await readRpc(await postRpc(gateway.url, token, call))).result?.isError ?? false);
  }
  expect(outcomes).toEqual([false, true, true]);
});

test("what a caller did before, and where and when, decides; what only observes is recorded and decides nothing", async () => {
  const busy = `history.same.minute.calls >= 2 && history.minute.calls >= 2 && env.name == "test" && env.now > timestamp("2020-01-01T00:00:00Z")`;
  await gateway.publish([
    allowAll,
    { id: "busy", match: { mcpMethods: ["tools/call"] }, when: busy, effect: "deny" },
    { id: "would-deny", match: {}, when: "args.amount > 1", effect: "deny", observe: true },
  ]);
  const [bot, other] = await Promise.all([gateway.personToken("busy-bot"), gateway.personToken("other-bot")]);
  const outcomes = [];
  for (const amount of [1, 2, 3]) outcomes.push(await callTool(bot, `{"amount":${amount}}`));
  expect(outcomes).toEqual([true, true, false]);
  expect(await callTool(other, `{"amount":1}`)).toBe(true);
  const ended = (await gateway.events()).filter(
    (event) => event.user_id === "busy-bot" && event.type !== "call.started",
  );
  expect(ended.map(({ attrs }) => attrs["holdpoint.observed"])).toEqual([
    undefined,
    ["deny:would-deny"],
    ["deny:would-deny"],
  ]);
  expect(ended[0]?.attrs["auth.groups"]).toEqual(["staff"]);
});
