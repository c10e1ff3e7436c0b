import { UnsecuredJWT, type JWTHeaderParameters, type JWTPayload } from "jose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { answerRpc } from "./testing/test-upstream.ts";
import { postRpc } from "./testing/mcp-request.ts";
import { allowAll, startTestGateway, type TestGateway } from "./testing/start-test-gateway.ts";
import { startTestIssuer } from "./testing/test-issuer.ts";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.publish([allowAll]);
  gateway.upstream.answerWith(answerRpc({ tools: [] }));
});
afterAll(() => gateway.close());

const list = { id: 1, method: "tools/list" };
const past = Math.floor(Date.now() / 1000) - 6;

function tokenWith(claims: JWTPayload, header: Partial<JWTHeaderParameters> = {}): Promise<string> {
  return gateway.issuer.sign({ sub: "demo-agent", client_id: "demo-agent", aud: gateway.url, ...claims }, header);
}

const badTokens: Record<string, () => Promise<string> | string> = {
  "of the algorithm none": () =>
    new UnsecuredJWT({ sub: "demo-agent", iss: gateway.issuer.issuer, aud: gateway.url })
      .setExpirationTime("5m")
      .encode(),
  "that has expired": () => tokenWith({ exp: past }),
  "that is not valid yet": () => tokenWith({ nbf: past + 60 }),
  "without an expiry": () => tokenWith({ exp: undefined }),
  "for another audience": () => tokenWith({ aud: "https://elsewhere.test" }),
  "for another connection": () => tokenWith({ aud: `${gateway.url}/mcp/other` }),
  "of another issuer": () => tokenWith({ iss: "https://elsewhere.test" }),
  "that is an ID token by its type": () => tokenWith({}, { typ: "JWT" }),
  "that is an ID token by its claims": () => tokenWith({ nonce: "n" }),
  "signed with another key": async () => {
    const other = await startTestIssuer();
    const token = await other.sign({ sub: "demo-agent", iss: gateway.issuer.issuer, aud: gateway.url });
    await other.close();
    return token;
  },
  "that is garbage": () => "garbage",
  "that looks like a gateway key but is none": () => "hp_unknown",
};

test.each(Object.keys(badTokens))(
  "a token %s is refused with a challenge, recorded, and reaches no upstream",
  async (name) => {
    const before = gateway.upstream.seen.length;
    const token = await badTokens[name]?.();
    const response = await postRpc(gateway.url, token ?? "", list);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe(
      `Bearer resource_metadata="${gateway.url}/.well-known/oauth-protected-resource/mcp/tools", error="invalid_token"`,
    );
    expect(gateway.upstream.seen.length).toBe(before);
    const last = (await gateway.events()).at(-1);
    expect(last).toMatchObject({
      type: "call.refused",
      status: "denied",
      error_code: "invalid_token",
      http_status: 401,
    });
  },
);

test("no token gets a challenge that blames no token", async () => {
  const response = await fetch(`${gateway.url}/mcp/tools`, { method: "POST", body: "{}" });
  expect(response.status).toBe(401);
  expect(response.headers.get("www-authenticate")).not.toContain("error=");
});

test.each(["/mcp/tools", ""])("a token for the audience <gateway>%s is taken", async (path) => {
  const token = await tokenWith({ aud: [`${gateway.url}${path}`, "another"] });
  expect((await postRpc(gateway.url, token, list)).status).toBe(200);
});

test("an expiry within the leeway of 5 s is forgiven", async () => {
  const token = await tokenWith({ exp: Math.floor(Date.now() / 1000) - 2 });
  expect((await postRpc(gateway.url, token, list)).status).toBe(200);
});

test("keys of the issuer are read once for many calls", async () => {
  const token = await gateway.agentToken();
  await Promise.all(Array.from({ length: 20 }, () => postRpc(gateway.url, token, list).then((r) => r.text())));
  // Once at first use, and once more for the token that another key had signed.
  expect(gateway.issuer.keyReads()).toBeLessThanOrEqual(2);
});

test("a client's own token is an agent's, a person's token names the person and the client", async () => {
  await postRpc(gateway.url, await gateway.agentToken(), list);
  expect((await gateway.events()).at(-1)).toMatchObject({ user_id: null, user_name: null, agent: "demo-agent" });
  await postRpc(gateway.url, await gateway.personToken("bob"), list);
  expect((await gateway.events()).at(-1)).toMatchObject({ user_id: "bob", user_name: "bob@example.com", agent: "cli" });
  await postRpc(gateway.url, await tokenWith({ sub: "bob", act: { sub: "robot" } }), list);
  expect((await gateway.events()).at(-1)).toMatchObject({ user_id: "bob", agent: "robot" });
});

test("a gateway key is taken while it lives, for the connections it is for, and for the person it acts for", async () => {
  const live = gateway.addKey({ agent: "ci", user: { id: "carol", name: "carol@example.com" } });
  const expired = gateway.addKey({ expiresAt: new Date(Date.now() - 1).toISOString() });
  const elsewhere = gateway.addKey({ connections: ["api"] });
  await gateway.publish([allowAll]);
  expect((await postRpc(gateway.url, live, list)).status).toBe(200);
  expect((await gateway.events()).at(-1)).toMatchObject({
    user_id: "carol",
    user_name: "carol@example.com",
    agent: "ci",
  });
  expect((await postRpc(gateway.url, expired, list)).status).toBe(401);
  expect((await postRpc(gateway.url, elsewhere, list)).status).toBe(404);
  await gateway.publish([allowAll], (document) => {
    document.gatewayKeys = [];
  });
  expect((await postRpc(gateway.url, live, list)).status).toBe(401);
});

test("a connection that is not there and one that is not theirs look the same", async () => {
  await gateway.publish([allowAll], (document) => {
    for (const connection of document.connections) connection.groups = ["finance"];
  });
  const token = await gateway.agentToken();
  const forbidden = await postRpc(gateway.url, token, list);
  const unknown = await fetch(`${gateway.url}/mcp/nothing`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
  });
  expect(forbidden.status).toBe(404);
  expect(unknown.status).toBe(404);
  expect(await forbidden.text()).toBe(await unknown.text());
  expect((await gateway.events()).at(-1)).toMatchObject({ type: "call.refused", error_code: "unknown_connection" });
  await gateway.publish([allowAll], (document) => {
    for (const connection of document.connections) connection.groups = ["finance", "agents"];
  });
  expect((await postRpc(gateway.url, token, list)).status).toBe(200);
});

test("metadata of a protected resource names the resource and the issuer, whether or not the connection exists", async () => {
  for (const place of ["mcp/tools", "http/api", "mcp/nothing"]) {
    const response = await fetch(`${gateway.url}/.well-known/oauth-protected-resource/${place}`);
    expect(await response.json()).toMatchObject({
      resource: `${gateway.url}/${place}`,
      authorization_servers: [gateway.issuer.issuer],
    });
  }
});

test("an identity provider that is down makes calls unavailable, not unauthenticated", async () => {
  const other = await startTestGateway();
  await other.publish([allowAll]);
  const token = await other.agentToken();
  await other.issuer.close();
  const response = await postRpc(other.url, token, list);
  expect(response.status).toBe(503);
  expect(other.upstream.seen).toEqual([]);
  expect((await other.events()).at(-1)).toMatchObject({ error_code: "identity_provider_unavailable" });
  await other.close();
});
