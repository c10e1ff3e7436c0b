import { afterAll, beforeAll, expect, test } from "vitest";
import { makeApiKey, serveApi, type TestApi } from "#app/testing/serve-api.ts";
import { createApiKey } from "#lib/api-keys/create-api-key.ts";
import type { Person } from "#lib/core/context.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { insertHold } from "#lib/testing/holds.ts";
import { contextOf, makePerson } from "#lib/testing/people.ts";
import { createCallBudget } from "./call-budget.ts";

let base: TestDatabase;
let api: TestApi;
let admin: string;
let power: string;

beforeAll(async () => {
  base = await startTestDatabase();
  api = await serveApi(base);
  admin = await makeApiKey(base, "admin");
  power = await makeApiKey(base, "power_user");
});
afterAll(async () => {
  await api.close();
  await base.close();
});

type Answer = { status: number; type: string | null; headers: Headers; json: Record<string, unknown> };

async function call(key: string | null, method: string, path: string, body?: unknown, url = api.url): Promise<Answer> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: {
      ...(key !== null && { authorization: `Bearer ${key}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const { status, headers } = response;
  return { status, type: headers.get("content-type"), headers, json: (await response.json()) as Answer["json"] };
}

const connection = {
  slug: "github",
  name: "GitHub",
  kind: "mcp",
  baseUrl: "https://mcp.example.com/mcp",
  groups: ["engineering"],
  holdBudgetMs: 45_000,
  credential: { kind: "bearer", token: "the-secret" },
};

test("a connection is made, read, compared and changed, and each change is in the ledger under the key's name", async () => {
  const created = await call(admin, "POST", "/connections", connection);
  expect(created).toMatchObject({ status: 201, json: { slug: "github" } });
  const path = `/connections/${String(created.json["id"])}`;
  const read = await call(admin, "GET", path);
  expect(read.json).toMatchObject({ slug: "github", credential: "bearer", credentialShape: { kind: "bearer" } });
  expect(JSON.stringify(read.json)).not.toContain("the-secret");

  const same = { credential: connection.credential };
  expect((await call(admin, "POST", `${path}/compare-credential`, same)).json).toEqual({ same: true });
  for (const other of [null, { kind: "bearer", token: "another" }]) {
    const compared = await call(admin, "POST", `${path}/compare-credential`, { credential: other });
    expect(compared.json).toEqual({ same: false });
  }

  const { slug: _slug, credential: _credential, ...fields } = connection;
  const change = { ...fields, name: "GitHub EU", expectedUpdatedAt: read.json["updatedAt"] };
  expect((await call(admin, "PUT", path, change)).status).toBe(200);
  const stale = await call(admin, "PUT", path, change);
  expect(stale).toMatchObject({ status: 409, type: "application/problem+json", json: { code: "conflict" } });

  const events = await call(admin, "GET", "/audit-events?query=server:github+group:administration");
  expect(events.json["events"]).toMatchObject([
    { type: "connection.updated", agent: "api-key:test-admin", clientIp: "203.0.113.9" },
    { type: "connection.created", agent: "api-key:test-admin" },
  ]);
});

test("the rights of a key are the verbs' own: what its role may not do is forbidden, in words", async () => {
  for (const [method, path, body] of [
    ["GET", "/connections"],
    ["POST", "/connections", { ...connection, slug: "other" }],
    ["POST", "/policy/publish", { baseVersion: 0, document: { rules: [] }, reason: "x" }],
    ["POST", "/policy/rollback", { version: 1, baseVersion: 0, reason: "x" }],
    ["PUT", "/policy/draft", { revision: 0, baseVersion: 0, source: "" }],
    ["POST", "/callers/disable", { identity: "agent:x", reason: "x" }],
    ["GET", "/people"],
    ["GET", "/calls/call_x/payloads"],
  ] as const) {
    const { status, json } = await call(power, method, path, body);
    expect({ path, status, code: json["code"] }).toEqual({ path, status: 403, code: "forbidden" });
  }
  expect(await call(admin, "GET", "/calls/call_x/payloads")).toMatchObject({ status: 403 });
});

test("who was refused is in the log: keys that open nothing, and what a key may not do", async () => {
  const expiresAt = new Date(Date.now() + 60_000);
  const made = await call(admin, "POST", "/api-keys", { name: "leaver", role: "power_user", expiresAt });
  await call(admin, "POST", `/api-keys/${String(made.json["id"])}/revoke`);
  expect((await call(String(made.json["key"]), "GET", "/tools")).status).toBe(401);
  expect((await call(power, "GET", "/tools")).status).toBe(403);
  const where = { type: "access.refused", operation: "GET /api/v1/tools" };
  const events = await base.database.auditEvent.findMany({ where, orderBy: { id: "asc" } });
  const address = { clientIp: "203.0.113.9", status: "denied" };
  expect(events).toMatchObject([
    { ...address, httpStatus: 401, errorCode: "unauthenticated", agent: null, attrs: { apiKey: { name: "leaver" } } },
    { ...address, httpStatus: 403, errorCode: "forbidden", agent: "api-key:test-power_user" },
  ]);
});

test("every list answers as it is documented, empty or not", async () => {
  for (const path of [
    "/connections",
    "/gateway-keys",
    "/callers",
    "/policy",
    "/policy/versions",
    "/policy/draft",
    "/policy/observed",
    "/policy/backtests",
    "/tools",
    "/sinks",
    "/people",
    "/notification-channels",
    "/approval-stats",
    "/api-keys",
    "/audit-events?limit=1",
  ]) {
    const { status, type } = await call(admin, "GET", path);
    expect({ path, status, type }).toEqual({ path, status: 200, type: "application/json" });
  }
  expect(api.errors).toEqual([]);
});

test.each([
  ["no key", null],
  ["a key nobody has", `hpk_${"A".repeat(43)}`],
  ["a gateway key", `hp_${"A".repeat(43)}`],
])("%s is refused with 401 and how to do better", async (_, key) => {
  const refused = await call(key, "GET", "/connections");
  expect(refused).toMatchObject({ status: 401, type: "application/problem+json", json: { code: "unauthenticated" } });
  expect(refused.headers.get("www-authenticate")).toContain("Bearer");
});

test("an answer says what is documented and nothing that a verb knows besides", async () => {
  const { json } = await call(admin, "GET", "/api-keys");
  const [listed] = json["apiKeys"] as Record<string, unknown>[];
  expect(listed).toHaveProperty("hint");
  expect(listed).not.toHaveProperty("isOwn");
});

test("a revoked key ends with the next request", async () => {
  const expiresAt = new Date(Date.now() + 60_000);
  const made = await call(admin, "POST", "/api-keys", { name: "child", role: "power_user", expiresAt });
  expect(made.status).toBe(201);
  const key = String(made.json["key"]);
  expect((await call(key, "GET", "/holds")).status).toBe(403);
  expect((await call(admin, "POST", `/api-keys/${String(made.json["id"])}/revoke`)).status).toBe(200);
  expect((await call(key, "GET", "/holds")).status).toBe(401);
});

test("bad input is a problem with a stable code and the field it is about, and nothing is changed", async () => {
  const before = await base.database.connection.count();
  const wrong = await call(admin, "POST", "/connections", { ...connection, slug: "No Slug", extra: 1 });
  expect(wrong).toMatchObject({
    status: 400,
    json: { type: "urn:holdpoint:problem:invalid", code: "invalid", status: 400, fields: { slug: expect.any(String) } },
  });
  expect(await call(admin, "POST", "/connections", "{")).toMatchObject({ status: 400, json: { code: "invalid" } });
  expect(await call(admin, "GET", "/audit-events?userr=x")).toMatchObject({ status: 400, json: { code: "invalid" } });
  expect(await call(admin, "GET", "/audit-events?from=yesterday")).toMatchObject({
    status: 400,
    json: { fields: { from: expect.any(String) } },
  });
  expect(await call(admin, "POST", "/connections", `"${"x".repeat(2_200_000)}"`)).toMatchObject({ status: 413 });
  const form = { method: "POST", headers: { authorization: `Bearer ${admin}` }, body: new URLSearchParams({ a: "b" }) };
  expect((await fetch(`${api.url}/api/v1/connections`, form)).status).toBe(415);
  expect(await base.database.connection.count()).toBe(before);
});

test("an unknown address is 404 and a wrong method 405 that names the right ones", async () => {
  expect(await call(admin, "GET", "/nothing")).toMatchObject({ status: 404, json: { code: "not_found" } });
  expect(await call(admin, "GET", "/connections/con_none")).toMatchObject({ status: 404 });
  const wrong = await call(admin, "DELETE", "/connections");
  expect(wrong).toMatchObject({ status: 405, json: { code: "method_not_allowed" } });
  expect(wrong.headers.get("allow")).toBe("GET, POST");
});

test("a policy is drafted, checked, published, compared, explained and rolled back", async () => {
  const source = "rules:\n  # reads\n  - id: reads-are-open\n    match: { connections: [github] }\n    effect: allow\n";
  const saved = await call(admin, "PUT", "/policy/draft", { revision: 0, baseVersion: 0, source });
  expect(saved).toMatchObject({ status: 200, json: { source, authorName: "api-key:test-admin" } });
  expect(await call(admin, "PUT", "/policy/draft", { revision: 0, baseVersion: 0, source })).toMatchObject({
    status: 409,
  });

  const wrong = await call(admin, "POST", "/policy/check", { source: source.replace("allow", "perhaps") });
  expect(wrong.json["problems"]).toMatchObject([{ path: ["rules", 0, "effect"], line: 5, column: expect.any(Number) }]);
  expect((await call(admin, "POST", "/policy/check", { source })).json).toMatchObject({
    problems: [],
    diff: { added: [{ id: "reads-are-open" }] },
  });

  const draftRevision = saved.json["revision"];
  const first = { baseVersion: 0, source, reason: "first", draftRevision };
  expect(await call(admin, "POST", "/policy/publish", first)).toMatchObject({ status: 200, json: { version: 1 } });
  expect(await call(admin, "POST", "/policy/publish", { ...first, draftRevision: undefined })).toMatchObject({
    status: 409,
  });
  expect((await call(admin, "GET", "/policy")).json).toMatchObject({ version: 1, source });
  expect((await call(admin, "GET", "/policy/draft")).json).toEqual({ draft: null });

  const shut = { baseVersion: 1, document: { rules: [] }, reason: "shut" };
  const unconfirmed = await call(admin, "POST", "/policy/publish", shut);
  expect(unconfirmed).toMatchObject({ status: 400, json: { fields: { confirm: expect.any(String) } } });
  const confirmed = { ...shut, confirm: "lock everybody out" };
  expect((await call(admin, "POST", "/policy/publish", confirmed)).json).toEqual({ version: 2 });
  expect((await call(admin, "GET", "/policy/versions/1/diff/2")).json).toMatchObject({
    diff: { removed: [{ id: "reads-are-open" }] },
  });
  const back = { version: 1, baseVersion: 2, reason: "open again" };
  expect((await call(admin, "POST", "/policy/rollback", back)).json).toEqual({ version: 3 });
  expect((await call(admin, "GET", "/policy/versions/3")).json).toMatchObject({ source, reason: "open again" });
  expect(await call(admin, "GET", "/policy/versions/none")).toMatchObject({ status: 404 });

  const described = { connection: "github", tool: "list-repos" };
  expect((await call(admin, "POST", "/policy/explain", { call: described })).json).toMatchObject({
    policyVersion: 3,
    verdict: { effect: "allow", rule: "reads-are-open" },
  });
  expect((await call(admin, "POST", "/policy/backtests", { document: { rules: [] }, days: 1 })).status).toBe(202);
});

test("the OpenAPI document needs no key", async () => {
  expect(await call(null, "GET", "/openapi.json")).toMatchObject({ status: 200, json: { openapi: "3.1.0" } });
});

test("a key that calls too often, and an address that tries keys, wait; other keys do not", async () => {
  const limited = await serveApi(base, { calls: createCallBudget(18), wrongKeys: createCallBudget(12) });
  const statuses = async (key: string, count: number) => {
    const seen = [];
    for (let n = 0; n < count; n++) seen.push((await call(key, "GET", "/policy", undefined, limited.url)).status);
    return seen;
  };
  expect(await statuses(admin, 4)).toEqual([200, 200, 200, 429]);
  const refused = await call(admin, "GET", "/policy", undefined, limited.url);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await statuses(await makeApiKey(base, "owner"), 1)).toEqual([200]);
  expect(await statuses("hpk_wrong", 3)).toEqual([401, 401, 429]);
  expect(await statuses(await makeApiKey(base, "owner"), 1)).toEqual([200]);
  await limited.close();
});

test("a person's own key decides a hold by the checks of the console; a program's key never does", async () => {
  const alice = makePerson("power_user", { groups: ["approvers"] });
  const requester = makePerson("power_user", { groups: ["approvers"] });
  for (const person of [alice, requester]) await signIn(person);
  const hold = await insertHold(base, { userId: requester.subject });
  const verdict = { verdict: "approved", reason: "looks right", requestDigest: hold.requestDigest };
  const path = `/holds/${hold.id}/decide`;

  const watching = await ownKey(alice, false);
  const waiting = await call(watching, "GET", "/holds?view=mine");
  expect(waiting).toMatchObject({ status: 200, json: { holds: [{ id: hold.id, votes: [] }] } });
  expect(await call(watching, "GET", "/holds/count")).toMatchObject({ json: { mine: 1 } });
  expect(await call(watching, "GET", "/grants")).toMatchObject({ status: 200, json: { grants: [] } });
  expect(await call(watching, "GET", `/holds/${hold.id}`)).toMatchObject({ json: { mayDecide: { allowed: true } } });
  for (const key of [admin, watching]) expect((await call(key, "POST", path, verdict)).status).toBe(403);
  expect(await call(await ownKey(requester, true), "POST", path, verdict)).toMatchObject({ status: 403 });

  const seen = await call(admin, "GET", `/holds/${hold.id}`);
  expect(seen).toMatchObject({ status: 200, json: { state: "pending", request: null, mayDecide: { allowed: false } } });
  expect(await call(admin, "GET", "/holds?view=mine")).toMatchObject({ status: 200, json: { holds: [] } });
  expect(await call(power, "GET", "/holds")).toMatchObject({ status: 403 });

  const deciding = await ownKey(alice, true);
  const other = { ...verdict, requestDigest: "0".repeat(64) };
  expect(await call(deciding, "POST", path, other)).toMatchObject({ status: 409 });
  expect(await call(deciding, "POST", path, verdict)).toMatchObject({ status: 200, json: { state: "approved" } });
  const event = await base.database.auditEvent.findFirstOrThrow({ where: { holdId: hold.id, type: "hold.approved" } });
  expect(event).toMatchObject({ approver: alice.email, attrs: { apiKey: { name: "own" } } });
});

async function signIn({ id, subject, email, role, auditor, groups }: Person): Promise<void> {
  const data = { id, subject, email, role, auditor, groups, issuer: "https://idp", lastSeenAt: new Date() };
  await base.database.user.create({ data });
}

async function ownKey(person: Person, decides: boolean): Promise<string> {
  const expiresAt = new Date(Date.now() + 60_000);
  const input = { name: "own", actsAs: "me" as const, role: "power_user" as const, decides, expiresAt };
  return (await createApiKey(contextOf(base, person), input)).key;
}
