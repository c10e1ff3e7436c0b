import { SignJWT, generateKeyPair } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { trustedProxies } from "#lib/core/client-address.ts";
import { postRpc } from "./testing/mcp-request.ts";
import { allowAll, startTestGateway, type TestGateway } from "./testing/start-test-gateway.ts";
import { startTestIssuer, type TestIssuer } from "./testing/test-issuer.ts";
import { answerRpc } from "./testing/test-upstream.ts";

let first: TestIssuer;
let partner: TestIssuer;
let stranger: TestIssuer;
let gateway: TestGateway;
const list = { id: 1, method: "tools/list" };

beforeAll(async () => {
  [first, partner, stranger] = await Promise.all([startTestIssuer(), startTestIssuer(), startTestIssuer()]);
  gateway = await startTestGateway({
    settings: {
      issuers: [
        { issuer: first.issuer, audiences: ["for-first"] },
        { issuer: partner.issuer, audiences: ["for-partner"] },
      ],
      requiredScopes: ["agents", "mcp"],
      trustedProxies: trustedProxies(["127.0.0.1"]),
    },
  });
  await gateway.publish([allowAll]);
  gateway.upstream.answerWith(answerRpc({ tools: [] }));
});
afterAll(async () => {
  await gateway.close();
  await Promise.all([first.close(), partner.close(), stranger.close()]);
});

function person(given: object = {}) {
  return { sub: "bob", client_id: "cli", aud: gateway.url, scope: "mcp agents more", email: "bob@x.test", ...given };
}

async function lastCaller(): Promise<Record<string, unknown>> {
  const { user_id, agent, attrs } = (await gateway.events()).at(-1) ?? {};
  return { user_id, agent, caller: attrs?.["auth.caller_id"], issuer: attrs?.["auth.issuer"] };
}

test("equal subjects of two issuers are two callers", async () => {
  expect((await postRpc(gateway.url, await first.sign(person()), list)).status).toBe(200);
  const { issuer } = first;
  expect(await lastCaller()).toEqual({ user_id: "bob", agent: "cli", caller: "person:bob", issuer });
  expect((await postRpc(gateway.url, await partner.sign(person()), list)).status).toBe(200);
  expect(await lastCaller()).toEqual({
    user_id: `${partner.issuer}#bob`,
    agent: `${partner.issuer}#cli`,
    caller: `person:${partner.issuer}#bob`,
    issuer: partner.issuer,
  });
});

test("a subject that looks like another issuer's is refused", async () => {
  const token = await first.sign(person({ sub: `${partner.issuer}#bob` }));
  expect((await postRpc(gateway.url, token, list)).status).toBe(401);
});

test("each issuer has audiences of its own, and one that is not trusted has none", async () => {
  const statusOf = async (issuer: TestIssuer, aud: string) =>
    (await postRpc(gateway.url, await issuer.sign(person({ aud })), list)).status;
  expect(await statusOf(first, "for-first")).toBe(200);
  expect(await statusOf(first, "for-partner")).toBe(401);
  expect(await statusOf(partner, "for-partner")).toBe(200);
  expect(await statusOf(stranger, gateway.url)).toBe(401);
});

test("an issuer that signs in another's name is refused", async () => {
  const token = await partner.sign(person({ iss: first.issuer }));
  expect((await postRpc(gateway.url, token, list)).status).toBe(401);
});

test.each([{ scope: "mcp" }, { scope: undefined }, { scope: undefined, scp: ["agents"] }])(
  "a token with the scopes %o is told which it lacks",
  async (claims) => {
    const response = await postRpc(gateway.url, await first.sign(person(claims)), list);
    expect(response.status).toBe(403);
    expect(response.headers.get("www-authenticate")).toBe(
      `Bearer resource_metadata="${gateway.url}/.well-known/oauth-protected-resource/mcp/tools", ` +
        `error="insufficient_scope", scope="agents mcp"`,
    );
    expect((await gateway.events()).at(-1)).toMatchObject({ status: "denied", error_code: "insufficient_scope" });
  },
);

test("scopes are read as providers write them, and gateway keys have none", async () => {
  const key = gateway.addKey();
  await gateway.publish([allowAll]);
  for (const token of [key, await first.sign(person({ scope: undefined, scp: ["agents", "mcp"] }))]) {
    expect((await postRpc(gateway.url, token, list)).status).toBe(200);
  }
});

test("metadata and challenge say where tokens come from and which scopes they need", async () => {
  const metadata = await fetch(`${gateway.url}/.well-known/oauth-protected-resource/mcp/tools`);
  expect(await metadata.json()).toMatchObject({
    authorization_servers: [first.issuer, partner.issuer],
    scopes_supported: ["agents", "mcp"],
  });
  const whole = await fetch(`${gateway.url}/.well-known/oauth-protected-resource`);
  expect(await whole.json()).toMatchObject({
    resource: gateway.url,
    authorization_servers: [first.issuer, partner.issuer],
  });
  const refused = await fetch(`${gateway.url}/mcp/tools`, { method: "POST", body: "{}" });
  expect(refused.headers.get("www-authenticate")).toMatch(/scope="agents mcp"$/);
});

test.each([
  ["was valid until 4 s ago", { exp: -4 }, 200],
  ["was valid until 6 s ago", { exp: -6 }, 401],
  ["is valid from in 4 s", { nbf: 4 }, 200],
  ["is valid from in 7 s", { nbf: 7 }, 401],
])("with 5 s of leeway between clocks, a token that %s is answered by %s", async (_when, times, status) => {
  const now = Math.floor(Date.now() / 1000);
  const claims = Object.fromEntries(Object.entries(times).map(([name, seconds]) => [name, now + seconds]));
  expect((await postRpc(gateway.url, await first.sign(person(claims)), list)).status).toBe(status);
});

test("tokens with made-up key ids do not make the gateway ask the issuer for its keys again and again", async () => {
  const { privateKey } = await generateKeyPair("ES256");
  const before = first.keyReads();
  const statuses = await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      const token = await new SignJWT({ ...person(), iss: first.issuer })
        .setProtectedHeader({ alg: "ES256", kid: `made-up-${index}`, typ: "at+jwt" })
        .setExpirationTime("5m")
        .sign(privateKey);
      return (await postRpc(gateway.url, token, list)).status;
    }),
  );
  expect(new Set(statuses)).toEqual(new Set([401]));
  expect(first.keyReads() - before).toBeLessThanOrEqual(1);
});

test("who acts for whom is recorded", async () => {
  await postRpc(gateway.url, await first.sign(person({ act: { sub: "robot", act: { sub: "planner" } } })), list);
  expect((await gateway.events()).at(-1)).toMatchObject({
    user_id: "bob",
    agent: "robot",
    attrs: { "auth.actors": ["robot", "planner"] },
  });
  const agent = { sub: "bot", client_id: "bot", aud: gateway.url, scope: "agents mcp" };
  await postRpc(gateway.url, await first.sign({ ...agent, delegator: { sub: "bob", email: "bob@x.test" } }), list);
  expect((await gateway.events()).at(-1)).toMatchObject({
    user_id: "bob",
    user_name: "bob@x.test",
    agent: "bot",
    attrs: { "auth.caller_id": "agent:bot for person:bob" },
  });
});

test("the client's address is the one that a trusted proxy names", async () => {
  const headers = { "x-forwarded-for": "1.1.1.1, 198.51.100.7" };
  await postRpc(gateway.url, await first.sign(person()), list, { headers });
  expect((await gateway.events()).at(-1)?.client_ip).toBe("198.51.100.7");
});
