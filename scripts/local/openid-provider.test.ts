import { ClientCredentialsProvider } from "@modelcontextprotocol/sdk/client/auth-extensions.js";
import { auth } from "@modelcontextprotocol/sdk/client/auth.js";
import { createHash, randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify, type JWTPayload } from "jose";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { newSigningKey, startOpenIdProvider } from "./openid-provider.ts";
import { newLocalPeople } from "./people.ts";

const gatewayUrl = "http://127.0.0.1:4000";
const consoleUrl = "http://127.0.0.1:3000";
const people = newLocalPeople();
const alice = people.find((person) => person.subject === "alice");
const consoleSecret = randomBytes(24).toString("base64url");
const agentSecret = randomBytes(24).toString("base64url");
const output = [vi.spyOn(console, "warn"), vi.spyOn(console, "info")];
let provider: Awaited<ReturnType<typeof startOpenIdProvider>>;

beforeAll(async () => {
  const keys = [await newSigningKey()];
  provider = await startOpenIdProvider({ consoleUrl, gatewayUrl, people, consoleSecret, agentSecret, keys });
});

afterAll(async () => {
  await provider.close();
});

async function post(form: Record<string, string>, headers: Record<string, string> = {}) {
  const response = await fetch(`${provider.issuer}/token`, {
    method: "POST",
    body: new URLSearchParams(form),
    headers,
  });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

async function verified(token: string | undefined, audience: string): Promise<JWTPayload> {
  expect(decodeProtectedHeader(String(token))).toMatchObject({ typ: "at+jwt", alg: "RS256" });
  const keys = createRemoteJWKSet(new URL(`${provider.issuer}/jwks`));
  return (await jwtVerify(String(token), keys, { issuer: provider.issuer, audience, typ: "at+jwt" })).payload;
}

/** A browser's part: keeps cookies, follows redirects within the provider, stops at the client's address. */
async function browse(start: string, credentials: { email: string; password: string }) {
  const jar = new Map<string, string>();
  let url = start;
  let init: RequestInit = {};
  for (;;) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, { ...init, redirect: "manual", headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [name = "", value = ""] = (line.split(";")[0] ?? "").split("=");
      jar.set(name, value);
    }
    const location = response.headers.get("location");
    if (location) {
      url = new URL(location, url).href;
      if (!url.startsWith(provider.issuer)) return { status: response.status, callback: new URL(url), page: "" };
      init = {};
    } else {
      const page = await response.text();
      if (init.method === "POST") return { status: response.status, callback: undefined, page };
      init = { method: "POST", body: new URLSearchParams(credentials) };
    }
  }
}

function authorization(query: Record<string, string>) {
  const verifier = randomBytes(32).toString("base64url");
  const challenge = createHash("sha256").update(verifier).digest("base64url");
  const parameters = { response_type: "code", state: "s", code_challenge: challenge, code_challenge_method: "S256" };
  return { verifier, url: `${provider.issuer}/auth?${new URLSearchParams({ ...parameters, ...query }).toString()}` };
}

describe("a machine", () => {
  const basic = { authorization: `Basic ${Buffer.from(`demo-agent:${agentSecret}`).toString("base64")}` };

  it("gets a token for the resource it names, with its groups", async () => {
    const resource = `${gatewayUrl}/mcp/everything`;
    const { status, body } = await post({ grant_type: "client_credentials", resource }, basic);
    expect(status).toBe(200);
    const claims = await verified(body["access_token"], resource);
    expect(claims).toMatchObject({ sub: "demo-agent", client_id: "demo-agent", groups: ["agents"], aud: resource });
  });

  it("gets one for the gateway where it names none, with its secret in the form", async () => {
    const { body } = await post({
      grant_type: "client_credentials",
      client_id: "demo-agent",
      client_secret: agentSecret,
    });
    expect((await verified(body["access_token"], gatewayUrl))["aud"]).toBe(gatewayUrl);
  });

  it("gets none for a resource that is not the gateway's, nor with a wrong secret", async () => {
    for (const resource of ["https://elsewhere.example", `${gatewayUrl}.evil.example/mcp`, `${gatewayUrl}0/mcp`]) {
      const refused = await post({ grant_type: "client_credentials", resource }, basic);
      expect(refused).toMatchObject({ status: 400, body: { error: "invalid_target" } });
    }
    const wrong = await post({ grant_type: "client_credentials", client_id: "demo-agent", client_secret: "wrong" });
    expect(wrong).toMatchObject({ status: 401, body: { error: "invalid_client" } });
  });

  it("can use the official MCP client: discovery from the resource, then a token for that resource", async () => {
    const resource = createServer((_request, response) => {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ resource: resourceUrl, authorization_servers: [provider.issuer] }));
    });
    await new Promise<void>((resolve) => resource.listen(0, "127.0.0.1", resolve));
    const address = resource.address();
    const resourceUrl = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/mcp/everything`;
    const keys = [await newSigningKey()];
    const people = newLocalPeople();
    const own = { consoleUrl, gatewayUrl: new URL(resourceUrl).origin, people, consoleSecret, agentSecret, keys };
    const first = provider;
    provider = await startOpenIdProvider(own);
    try {
      const client = new ClientCredentialsProvider({
        clientId: "demo-agent",
        clientSecret: agentSecret,
        expectedIssuer: provider.issuer,
      });
      expect(await auth(client, { serverUrl: resourceUrl })).toBe("AUTHORIZED");
      const claims = await verified(client.tokens()?.access_token, resourceUrl);
      expect(claims).toMatchObject({ client_id: "demo-agent", groups: ["agents"] });
    } finally {
      await provider.close();
      provider = first;
      resource.close();
    }
  });
});

describe("a person", () => {
  const consoleRequest = {
    client_id: "holdpoint-console",
    redirect_uri: `${consoleUrl}/api/auth/callback/oidc`,
    scope: "openid email profile groups",
  };
  const credentials = { email: "alice@example.com", password: alice?.password ?? "" };

  it("signs in to the console and arrives with e-mail, name and groups in the ID token", async () => {
    const { url, verifier } = authorization(consoleRequest);
    const { callback } = await browse(url, credentials);
    const { body } = await post({
      grant_type: "authorization_code",
      code: callback?.searchParams.get("code") ?? "",
      redirect_uri: consoleRequest.redirect_uri,
      code_verifier: verifier,
      client_id: "holdpoint-console",
      client_secret: consoleSecret,
    });
    const keys = createRemoteJWKSet(new URL(`${provider.issuer}/jwks`));
    const { payload } = await jwtVerify(body["id_token"] ?? "", keys, { audience: "holdpoint-console" });
    expect(payload).toMatchObject({
      sub: "alice",
      email: "alice@example.com",
      name: "Alice Approver",
      groups: ["approvers"],
    });
  });

  it("gets through an MCP client, on any loopback port, a token of their own for that connection", async () => {
    const resource = `${gatewayUrl}/mcp/everything`;
    const redirect_uri = "http://127.0.0.1:53682/callback";
    const { url, verifier } = authorization({ client_id: "holdpoint-cli", redirect_uri, scope: "openid", resource });
    const { callback } = await browse(url, credentials);
    const { body } = await post({
      grant_type: "authorization_code",
      code: callback?.searchParams.get("code") ?? "",
      redirect_uri,
      code_verifier: verifier,
      client_id: "holdpoint-cli",
    });
    const claims = await verified(body["access_token"], resource);
    expect(claims).toMatchObject({ sub: "alice", client_id: "holdpoint-cli", groups: ["approvers"] });
    expect(claims["email"]).toBe("alice@example.com");
    expect(body["refresh_token"]).toBeUndefined();
  });

  it.each([
    ["a wrong password", { email: "alice@example.com", password: "wrong" }],
    ["no password", { email: "alice@example.com", password: "" }],
    ["an unknown e-mail", { email: "mallory@example.com", password: "" }],
    ["somebody else's password", { email: "bob@example.com", password: alice?.password ?? "" }],
  ])("is refused with %s", async (_case, wrong) => {
    const { status, callback, page } = await browse(authorization(consoleRequest).url, wrong);
    expect({ status, callback }).toEqual({ status: 401, callback: undefined });
    expect(page).toContain("do not belong together");
  });

  it("cannot sign in without PKCE, nor be sent to another address", async () => {
    const { challenge: _, ...bare } = { ...consoleRequest, challenge: "" };
    const query = new URLSearchParams({ ...bare, response_type: "code" }).toString();
    const { callback } = await browse(`${provider.issuer}/auth?${query}`, credentials);
    expect(callback?.searchParams.get("error")).toBe("invalid_request");
    const elsewhere = authorization({ ...consoleRequest, redirect_uri: "https://evil.example/" });
    expect((await fetch(elsewhere.url, { redirect: "manual" })).status).toBe(400);
  });
});

it("publishes what clients look for", async () => {
  const response = await fetch(`${provider.issuer}/.well-known/openid-configuration`);
  expect(await response.json()).toMatchObject({
    issuer: provider.issuer,
    code_challenge_methods_supported: ["S256"],
    token_endpoint_auth_methods_supported: expect.arrayContaining([
      "client_secret_basic",
      "client_secret_post",
      "none",
    ]),
    grant_types_supported: expect.arrayContaining(["client_credentials", "authorization_code"]),
  });
});

it("has printed no notice and no warning in all of this", () => {
  for (const spy of output) expect(spy).not.toHaveBeenCalled();
});
