import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { CredentialInput } from "#lib/credentials/schemas.ts";
import { decideNextHold } from "./testing/decide-test-hold.ts";
import { allowAll, sealedForTest, startTestGateway, until, type TestGateway } from "./testing/start-test-gateway.ts";

let gateway: TestGateway;
let tokens: Awaited<ReturnType<typeof startTokenEndpoint>>;
let key: string;

beforeAll(async () => {
  [gateway, tokens] = await Promise.all([startTestGateway(), startTokenEndpoint()]);
  key = gateway.addKey();
  await gateway.publish([allowAll]);
});
afterAll(async () => {
  await gateway.close();
  await tokens.close();
});
beforeEach(() => {
  gateway.upstream.seen.length = 0;
  gateway.upstream.answerWith((_, response) => response.writeHead(200).end("{}"));
});

/** A token endpoint that keeps a journal and numbers its tokens. */
async function startTokenEndpoint() {
  const asked: { authorization: string | undefined; form: Record<string, string> }[] = [];
  const state = { status: 200, expiresIn: 300 };
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      const { authorization } = request.headers;
      asked.push({ authorization, form: Object.fromEntries(new URLSearchParams(text)) });
      const body =
        state.status === 200
          ? { access_token: `token-${asked.length}`, token_type: "bearer", expires_in: state.expiresIn }
          : { error: "invalid_client", error_description: "the secret is s3cret" };
      response.writeHead(state.status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
  return { url, asked, state, close: () => new Promise<void>((resolve) => server.close(() => resolve())) };
}

let scopes = 0;
/** A client of its own for each test: nothing is left over from another's tokens. */
function client(given: object = {}): CredentialInput {
  tokens.asked.length = 0;
  Object.assign(tokens.state, { status: 200, expiresIn: 300 });
  const scope = `scope-${++scopes}`;
  return {
    kind: "client_credentials",
    tokenUrl: tokens.url,
    clientId: "gw:1",
    clientSecret: "s3cret",
    scope,
    ...given,
  };
}

async function publishWith(credential: CredentialInput | null, rules = [allowAll]): Promise<void> {
  await gateway.publish(rules, (document) => {
    for (const connection of document.connections) {
      connection.credential = credential && sealedForTest(gateway.database.sealer, credential);
    }
  });
}

function api(path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${gateway.url}/http/api${path}`, { headers: { authorization: `Bearer ${key}` }, ...init });
}

const fixed: [CredentialInput, { authorization?: string; url: string }][] = [
  [
    { kind: "bearer", token: "ddpat_1" },
    { authorization: "Bearer ddpat_1", url: "/base/x?token=mine&q=1" },
  ],
  [
    { kind: "basic", username: "gw", password: "pä:ss" },
    { authorization: `Basic ${Buffer.from("gw:pä:ss").toString("base64")}`, url: "/base/x?token=mine&q=1" },
  ],
  [{ kind: "query", parameters: [{ name: "token", value: "a b&c" }] }, { url: "/base/x?q=1&token=a+b%26c" }],
];
test.each(fixed)("the upstream gets the connection's own credential: %o", async (credential, expected) => {
  await publishWith(credential);
  expect((await api("/x?token=mine&q=1&api_key=mine&%61pplication_key=mine&access_token=mine")).status).toBe(200);
  const [seen] = gateway.upstream.seen;
  expect(seen?.url).toBe(expected.url);
  expect(seen?.headers["authorization"]).toBe(expected.authorization);
});

test("one token is asked for however many wait for it, and used until shortly before it expires", async () => {
  await publishWith(client());
  await Promise.all(Array.from({ length: 10 }, () => api("/x").then((response) => response.text())));
  expect(tokens.asked).toHaveLength(1);
  expect(tokens.asked[0]).toMatchObject({
    authorization: `Basic ${Buffer.from("gw%3A1:s3cret").toString("base64")}`,
    form: { grant_type: "client_credentials", scope: `scope-${scopes}` },
  });
  expect(new Set(gateway.upstream.seen.map((seen) => seen.headers["authorization"]))).toEqual(
    new Set(["Bearer token-1"]),
  );
  await publishWith(client({ authentication: "post", audience: "https://api.test" }));
  tokens.state.expiresIn = 0;
  await api("/x");
  await api("/x");
  expect(tokens.asked).toHaveLength(2);
  expect(tokens.asked[1]).toMatchObject({
    authorization: undefined,
    form: { client_id: "gw:1", client_secret: "s3cret", audience: "https://api.test" },
  });
});

test("a token that the upstream refuses is renewed once, and a call is sent again only for that", async () => {
  await publishWith(client());
  await api("/x");
  gateway.upstream.seen.length = 0;
  gateway.upstream.answerWith((seen, response) =>
    response.writeHead(seen.headers["authorization"] === "Bearer token-2" ? 200 : 401).end(),
  );
  expect((await api("/x", { method: "POST", body: "once more" })).status).toBe(200);
  expect(gateway.upstream.seen.map((seen) => [seen.headers["authorization"], seen.body])).toEqual([
    ["Bearer token-1", "once more"],
    ["Bearer token-2", "once more"],
  ]);
  gateway.upstream.answerWith((_, response) => response.writeHead(401).end());
  gateway.upstream.seen.length = 0;
  expect((await api("/x")).status).toBe(401);
  expect(gateway.upstream.seen).toHaveLength(1);
  expect(tokens.asked).toHaveLength(2);
});

test("an approved call is never sent again, not even after a refused token", async () => {
  const approval = { groups: ["approvers"], expiresInS: 60 };
  await publishWith(client(), [{ id: "hold", match: {}, effect: "hold", approval }]);
  gateway.upstream.answerWith((_, response) => response.writeHead(401).end());
  const call = api("/x", { method: "POST", body: "{}" });
  await decideNextHold(gateway.database.pool, "approved");
  expect((await call).status).toBe(401);
  expect(gateway.upstream.seen).toHaveLength(1);
});

test("a token that cannot be had is a typed refusal, recorded, and the upstream sees nothing", async () => {
  await publishWith(client());
  tokens.state.status = 401;
  const response = await api("/x");
  expect(response.status).toBe(502);
  const text = await response.text();
  expect(text).toContain("its token endpoint answered 401 (invalid_client)");
  expect(text).not.toContain("s3cret");
  expect(gateway.upstream.seen).toEqual([]);
  await until(async () => (await gateway.events()).at(-1)?.type === "call.finished");
  expect((await gateway.events()).at(-1)).toMatchObject({
    status: "failed",
    error_code: "upstream_credential_unavailable",
  });
});

test.each([
  ["DD-API-KEY", "http/api/x"],
  ["DD-APPLICATION-KEY", "http/api/x"],
  ["DD_API_KEY", "http/api/x"],
  ["DD_APPLICATION_KEY", "mcp/tools"],
])("a gateway key or an access token is taken in %s, and stays here", async (header, path) => {
  await publishWith(null);
  for (const credential of [key, await gateway.agentToken()]) {
    const response = await fetch(`${gateway.url}/${path}`, {
      method: "POST",
      headers: { [header]: credential, "content-type": "application/json", "x-api-key": "mine" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" }),
    });
    expect(response.status).toBe(200);
    expect(JSON.stringify(gateway.upstream.seen)).not.toContain(credential);
    expect(gateway.upstream.seen.at(-1)?.headers).not.toHaveProperty("x-api-key");
  }
});

test("HTTP connections take a credential in Datadog's query parameters, MCP connections do not, and none is recorded", async () => {
  const query = `?api_key=${key}&page=2&application_key=made-up`;
  expect((await fetch(`${gateway.url}/http/api/x${query}`)).status).toBe(200);
  expect(gateway.upstream.seen.at(-1)?.url).toBe("/base/x?page=2");
  expect((await fetch(`${gateway.url}/mcp/tools${query}`, { method: "POST", body: "{}" })).status).toBe(401);
  expect((await fetch(`${gateway.url}/http/api/x?access_token=${key}`)).status).toBe(401);
  expect(JSON.stringify(await gateway.events())).not.toContain(key);
});

test("two credentials that could both be meant are refused", async () => {
  const other = gateway.addKey();
  await gateway.publish([allowAll]);
  const headers = { "DD-API-KEY": key, "DD-APPLICATION-KEY": other };
  expect((await fetch(`${gateway.url}/http/api/x`, { headers })).status).toBe(401);
});

test("keys inside paths go to the upstream and into no record", async () => {
  const secret = "0123456789abcdef0123456789abcdef";
  for (const [path, shown] of [
    ["/api/v1/api_key/", "/api/v1/api_key/{key}"],
    ["/api/v1/application%5Fkey/", "/api/v1/application_key/{key}"],
    ["/api/v1/dashboard/public/", "/api/v1/dashboard/public/{token}"],
  ] as const) {
    expect((await api(`${path}${secret}`)).status).toBe(200);
    expect(gateway.upstream.seen.at(-1)?.url).toBe(`/base${path}${secret}`);
    expect((await gateway.events()).at(-1)).toMatchObject({ operation: `GET ${shown}` });
  }
  expect(JSON.stringify(await gateway.events())).not.toContain(secret);
});

test("a live key that Datadog answers with reaches the caller and no record", async () => {
  const body = JSON.stringify({ data: { attributes: { name: "ci", key: "0123456789abcdef0123456789abcdef" } } });
  gateway.upstream.answerWith((_, response) =>
    response.writeHead(200, { "content-type": "application/json" }).end(body),
  );
  expect(await (await api("/api/v2/api_keys/1")).text()).toBe(body);
  const { rows } = await gateway.database.pool.query<{ body_sealed: Buffer }>(
    "select body_sealed from audit_payload where direction = 'response' order by at desc limit 1",
  );
  const stored = gateway.database.sealer.open("payload", rows[0]?.body_sealed ?? Buffer.alloc(0)).toString();
  expect(JSON.parse(stored)).toEqual({ data: { attributes: { name: "ci", key: "[masked]" } } });
});

test("an approval of one key in a path is none for another", async () => {
  const approval = { groups: ["approvers"], expiresInS: 60 };
  await gateway.publish([{ id: "hold-keys", match: {}, effect: "hold", approval }], (document) => {
    for (const connection of document.connections) connection.holdBudgetMs = 1;
  });
  const statuses = await Promise.all(
    ["first", "second"].map((name) => api(`/api/v1/api_key/${name}`, { method: "DELETE" })),
  );
  expect(statuses.map(({ status }) => status)).toEqual([409, 409]);
  const { rows } = await gateway.database.pool.query(
    "select distinct request_digest from hold where rule = 'hold-keys'",
  );
  expect(rows).toHaveLength(2);
});
