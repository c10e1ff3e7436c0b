import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Rule } from "#lib/policies/schemas.ts";
import { findTestHold } from "./testing/decide-test-hold.ts";
import { postRpc } from "./testing/mcp-request.ts";
import { allowAll, startTestGateway, until, type TestGateway } from "./testing/start-test-gateway.ts";
import { answerRpc } from "./testing/test-upstream.ts";

let gateway: TestGateway;
let key: string;
beforeAll(async () => {
  gateway = await startTestGateway({ limits: { callsPerMinute: null, callsAtOnce: 2 } });
  key = gateway.addKey({ agent: "ci" });
});
afterAll(() => gateway.close());
beforeEach(() => {
  gateway.upstream.seen.length = 0;
});

const echo = { id: 1, method: "tools/call", params: { name: "echo" } };
const held: Rule = {
  id: "hold",
  match: {},
  effect: "hold",
  approval: { groups: ["approvers"], expiresInS: 60 },
};

function api(credential: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${gateway.url}/http/api/x`, { ...init, headers: { authorization: `Bearer ${credential}` } });
}

async function recorded(code: string) {
  return (await gateway.events()).filter((event) => event.error_code === code);
}

test("a caller beyond its rate is told when to come back; others are not, and neither is it elsewhere", async () => {
  await gateway.publish([allowAll], (document) => {
    for (const { slug, ...connection } of document.connections) {
      if (slug === "api") Object.assign(document.connections[1] ?? connection, { callsPerMinute: 18 });
    }
  });
  gateway.upstream.answerWith((_, response) => response.writeHead(200).end());
  const answers = [];
  for (let index = 0; index < 6; index++) answers.push(await api(key));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429, 429]);
  expect(answers[3]?.headers.get("retry-after")).toMatch(/^[1-4]$/);
  expect(gateway.upstream.seen).toHaveLength(3);
  // The first is recorded at once; those like it are counted, and told of together.
  expect(await recorded("rate_limited")).toMatchObject([{ type: "call.refused", agent: "ci", http_status: 429 }]);
  expect((await api(await gateway.agentToken())).status).toBe(200);
  gateway.upstream.answerWith(answerRpc({ content: [] }));
  expect((await postRpc(gateway.url, key, echo)).status).toBe(200);
});

test("a flood of calls without a credential is recorded by number, and none is forgotten", async () => {
  const before = (await recorded("unauthenticated")).length;
  await Promise.all(Array.from({ length: 80 }, () => fetch(`${gateway.url}/http/api/flood`).then((r) => r.text())));
  expect((await recorded("unauthenticated")).length - before).toBe(50);
});

test("a caller has so many calls at once, and room again when one ends", async () => {
  await gateway.publish([allowAll]);
  const finish: (() => void)[] = [];
  gateway.upstream.answerWith((_, response) => finish.push(() => response.end()));
  const running = [api(key), api(key)];
  await until(() => finish.length === 2);
  const refused = await api(key);
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "1"]);
  for (const end of finish) end();
  await Promise.all(running);
  gateway.upstream.answerWith((_, response) => response.end());
  await until(async () => (await api(key)).status === 200);
});

async function disable(identities: string[], rules = [allowAll]): Promise<void> {
  await gateway.publish(rules, (document) => {
    document.disabledIdentities = identities;
  });
}

test.each([
  ["agent:demo-agent", () => gateway.agentToken()],
  ["agent:ci", () => Promise.resolve(key)],
  ["person:bob", () => gateway.personToken("bob")],
  ["agent:cli", () => gateway.personToken("bob")],
])("a call of the disabled %s is refused and recorded as theirs", async (identity, credential) => {
  await disable([identity]);
  expect((await api(await credential())).status).toBe(403);
  expect(gateway.upstream.seen).toEqual([]);
  const [last] = (await recorded("identity_disabled")).slice(-1);
  expect(last).toMatchObject({
    type: "call.refused",
    status: "denied",
    attrs: { "auth.caller_id": expect.any(String) },
  });
  await disable([]);
  gateway.upstream.answerWith((_, response) => response.end());
  expect((await api(await credential())).status).toBe(200);
});

test("disabling an agent ends its streams and running calls within a second, and nobody else's", async () => {
  await disable([]);
  const closed: string[] = [];
  gateway.upstream.answerWith((seen, response) => {
    response.on("close", () => closed.push(seen.method));
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(": open\n\n");
  });
  const token = await gateway.agentToken();
  const open = (credential: string) =>
    fetch(`${gateway.url}/mcp/tools`, {
      headers: { authorization: `Bearer ${credential}`, accept: "text/event-stream" },
    });
  const [mine, others] = await Promise.all([open(token), open(await gateway.personToken("bob"))]);
  const running = await postRpc(gateway.url, token, echo);
  const began = performance.now();
  await disable(["agent:demo-agent"]);
  await expect(mine.text()).rejects.toThrow("terminated");
  await expect(running.text()).rejects.toThrow("terminated");
  await until(() => closed.length === 2);
  expect(performance.now() - began).toBeLessThan(1_000);
  expect(closed.toSorted()).toEqual(["GET", "POST"]);
  await until(async () => (await gateway.events()).filter((event) => event.attrs["holdpoint.ended_by"]).length === 2);
  await others.body?.cancel();
});

test("disabling a caller ends its wait for an approval, and the approval runs nothing", async () => {
  gateway.upstream.answerWith((_, response) => response.end());
  await disable([], [held]);
  const waiting = api(key);
  const { id } = await findTestHold(gateway.database.pool);
  await disable(["agent:ci"], [held]);
  expect((await waiting).status).toBe(403);
  await gateway.database.pool.query("update hold set state = 'approved' where id = $1", [id]);
  expect((await api(key)).status).toBe(403);
  expect(gateway.upstream.seen).toEqual([]);
});

test("a revoked key ends its open streams", async () => {
  const other = gateway.addKey();
  await disable([]);
  gateway.upstream.answerWith((_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" }).write(": open\n\n");
  });
  const stream = await api(other);
  await gateway.publish([allowAll], (document) => {
    document.gatewayKeys = document.gatewayKeys.slice(0, 1);
  });
  await expect(stream.text()).rejects.toThrow("terminated");
});

test("a token that expires ends the streams that were opened with it, and no others", async () => {
  await disable([]);
  gateway.upstream.answerWith((_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" }).write(": open\n\n");
  });
  const claims = { sub: "demo-agent", client_id: "demo-agent", aud: gateway.url };
  const nowS = Math.floor(Date.now() / 1_000);
  const open = async (exp: number): Promise<Response> =>
    fetch(`${gateway.url}/mcp/tools`, {
      headers: {
        authorization: `Bearer ${await gateway.issuer.sign({ ...claims, exp })}`,
        accept: "text/event-stream",
      },
    });
  const [expiring, lasting] = await Promise.all([open(nowS - 3), open(nowS + 300)]);
  expect(expiring.status).toBe(200);
  await expect(expiring.text()).rejects.toThrow("terminated");
  await until(async () => {
    const ended = (await gateway.events()).filter(
      (event) => event.attrs["holdpoint.ended_by"] === "credential_expired",
    );
    return ended.length === 1 && ended[0]?.type === "call.finished" && ended[0].status === "ok";
  });
  const reader = lasting.body?.getReader();
  expect(await reader?.read()).toMatchObject({ done: false });
  await reader?.cancel();
});
