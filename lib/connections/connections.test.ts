import { afterAll, beforeAll, expect, test } from "vitest";
import type { ServiceContext } from "#lib/core/context.ts";
import { newId } from "#lib/core/ids.ts";
import type { SnapshotDocument } from "#lib/snapshot/schemas.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { contextOf, makePerson } from "#lib/testing/people.ts";
import type { CredentialInput } from "#lib/credentials/schemas.ts";
import { addressRules } from "./address-rules.ts";
import { createConnection } from "./create-connection.ts";
import { listConnections } from "./list-connections.ts";
import type { ConnectionSummary } from "./schemas.ts";
import { updateConnection } from "./update-connection.ts";

let base: TestDatabase;
let admin: ServiceContext;
const secret = "the-secret-nobody-may-see";

beforeAll(async () => {
  base = await startTestDatabase();
  admin = contextOf(base, makePerson("admin"));
});
afterAll(() => base.close());

function input(slug: string) {
  return {
    slug,
    name: "Datadog",
    kind: "http" as const,
    baseUrl: "https://api.example.com/",
    groups: ["engineering"],
    holdBudgetMs: 45_000,
    credential: { kind: "headers" as const, headers: [{ name: "DD-API-KEY", value: secret }] },
  };
}

async function create(): Promise<ConnectionSummary> {
  const slug = newId("con").toLowerCase().replace("_", "-");
  const { id } = await createConnection(admin, input(slug));
  const created = (await listConnections(admin)).find((connection) => connection.id === id);
  if (!created) throw new Error("not listed");
  return created;
}

function changeOf(connection: ConnectionSummary) {
  return {
    id: connection.id,
    name: connection.name,
    kind: connection.kind,
    baseUrl: connection.baseUrl,
    groups: connection.groups,
    holdBudgetMs: connection.holdBudgetMs,
    expectedUpdatedAt: connection.updatedAt,
  };
}

async function storedCredential(id: string): Promise<unknown> {
  const { credentialSealed } = await base.database.connection.findUniqueOrThrow({ where: { id } });
  return credentialSealed && JSON.parse(base.sealer.open("credential", credentialSealed).toString());
}

test("a credential is stored sealed and appears in no list, event or snapshot", async () => {
  const created = await create();
  expect(await storedCredential(created.id)).toEqual(input("any").credential);
  const events = await base.database.auditEvent.findMany({ where: { connection: created.slug } });
  expect(events).toMatchObject([
    { type: "connection.created", attrs: { credential: { kind: "headers", headers: ["DD-API-KEY"] } } },
  ]);
  const everything = await base.pool.query(
    "select (select json_agg(e) from audit_event e)::text || (select document from snapshot)::text as text",
  );
  expect(everything.rows[0].text).toContain(created.slug);
  expect(everything.rows[0].text + JSON.stringify(created)).not.toContain(secret);
});

test("a change keeps the credential it does not mention, and is recorded with before and after", async () => {
  const created = await create();
  await updateConnection(admin, { ...changeOf(created), name: "Datadog EU" });
  expect(await storedCredential(created.id)).toEqual(input("any").credential);
  const event = await base.database.auditEvent.findFirstOrThrow({
    where: { connection: created.slug, type: "connection.updated" },
  });
  expect(event.attrs).toMatchObject({
    before: { name: "Datadog" },
    after: { name: "Datadog EU" },
    credential: "kept",
  });
});

test("a credential of null removes the stored one", async () => {
  const created = await create();
  await updateConnection(admin, { ...changeOf(created), credential: null });
  expect(await storedCredential(created.id)).toBeNull();
});

test("a stored credential does not follow the address to another host", async () => {
  const created = await create();
  const moved = { ...changeOf(created), baseUrl: "https://collector.example.net" };
  await expect(updateConnection(admin, moved)).rejects.toMatchObject({
    code: "invalid",
    fields: { credential: expect.any(String) },
  });
  await updateConnection(admin, { ...changeOf(created), baseUrl: "https://api.example.com/v2" });
});

test("of two people who change the same connection the second is told", async () => {
  const created = await create();
  const attempts = await Promise.allSettled(
    ["one", "two"].map((name) => updateConnection(admin, { ...changeOf(created), name })),
  );
  expect(attempts.map((attempt) => attempt.status).sort()).toEqual(["fulfilled", "rejected"]);
  const refused = attempts.find((attempt) => attempt.status === "rejected");
  expect(refused?.reason).toMatchObject({ code: "conflict" });
});

test("a slug that is taken is a conflict, an unknown connection is not found", async () => {
  const created = await create();
  await expect(createConnection(admin, input(created.slug))).rejects.toMatchObject({ code: "conflict" });
  await expect(updateConnection(admin, { ...changeOf(created), id: "con_none" })).rejects.toMatchObject({
    code: "not_found",
  });
});

test.each([
  ["ftp://example.com", "http"],
  ["example.com", "whole address"],
  ["https://user:pass@example.com", "user and password"],
  ["https://example.com/#top", "#"],
  ["https://example.com/?key=1", "?"],
])("the address %s is refused in words", async (baseUrl, words) => {
  await expect(createConnection(admin, { ...input("refused"), baseUrl })).rejects.toMatchObject({
    code: "invalid",
    fields: { baseUrl: expect.stringContaining(words) },
  });
});

test("hosts and limits of a connection reach the gateways", async () => {
  const given = { hosts: ["API.*", "http-intake.logs.*", "*.example.com"], callsPerMinute: 600, callsAtOnce: 5 };
  const { slug } = await createConnection(admin, { ...input("with-hosts"), ...given });
  const { rows } = await base.pool.query<{ document: SnapshotDocument }>("select document from snapshot");
  expect(rows[0]?.document.connections.find((connection) => connection.slug === slug)).toMatchObject({
    ...given,
    hosts: ["api.*", "http-intake.logs.*", "*.example.com"],
  });
});

test.each(["*", "**", "a b", "api.example.com:443", "https://api.*", "*.*", "*a*b*c"])(
  "%s is not a host that a connection can want",
  async (host) => {
    await expect(createConnection(admin, { ...input("refused"), hosts: [host] })).rejects.toMatchObject({
      fields: { "hosts.0": expect.any(String) },
    });
  },
);

test.each(["http://169.254.169.254/", "http://127.0.0.1:8080", "http://2130706433", "http://metadata.google.internal"])(
  "the address %s is not saved, because the gateway would not connect there",
  async (baseUrl) => {
    const refused = { code: "invalid", fields: { baseUrl: expect.any(String) } };
    await expect(createConnection(admin, { ...input("refused"), baseUrl })).rejects.toMatchObject(refused);
    const created = await create();
    const moved = { ...changeOf(created), baseUrl, credential: null };
    await expect(updateConnection(admin, moved)).rejects.toMatchObject(refused);
    const credential = { kind: "client_credentials" as const, tokenUrl: baseUrl, clientId: "a", clientSecret: "b" };
    await expect(createConnection(admin, { ...input("refused"), credential })).rejects.toMatchObject({
      fields: { "credential.tokenUrl": expect.any(String) },
    });
  },
);

test("an operator can let connections lead to places inside the network", async () => {
  const context = { ...admin, addressRules: addressRules(["127.0.0.0/8"]) };
  const created = createConnection(context, { ...input("inside"), baseUrl: "http://127.0.0.1:8080" });
  await expect(created).resolves.toMatchObject({ slug: "inside" });
});

test.each([
  [{ name: "Host", value: "evil.example" }],
  [{ name: "Content-Length", value: "0" }],
  [{ name: "X Y", value: "1" }],
  [{ name: "X-Key", value: "one\r\nX-Other: two" }],
])("the credential header %o is refused", async (header) => {
  await expect(
    createConnection(admin, { ...input("refused"), credential: { kind: "headers", headers: [header] } }),
  ).rejects.toMatchObject({
    code: "invalid",
  });
});

const other = "another-secret-of-the-upstream";
test.each<CredentialInput>([
  { kind: "bearer", token: other },
  { kind: "basic", username: "gateway", password: other },
  { kind: "query", parameters: [{ name: "api_key", value: other }] },
  {
    kind: "client_credentials",
    tokenUrl: "https://login.example.com/token",
    clientId: "gateway",
    clientSecret: other,
    scope: "read",
  },
])("a credential of kind $kind is kept sealed, and only its kind is listed", async (credential) => {
  const slug = `kind-${credential.kind.replace("_", "-")}`;
  const { id } = await createConnection(admin, { ...input(slug), credential });
  expect(await storedCredential(id)).toMatchObject(credential);
  expect((await listConnections(admin)).find((connection) => connection.id === id)?.credential).toBe(credential.kind);
  const { rows } = await base.pool.query("select (select json_agg(e) from audit_event e)::text as text");
  expect(rows[0].text).not.toContain(other);
});

test.each<CredentialInput>([
  { kind: "bearer", token: "two words" },
  { kind: "basic", username: "a:b", password: "x" },
  { kind: "query", parameters: [] },
  { kind: "client_credentials", tokenUrl: "https://me:secret@login.test/", clientId: "a", clientSecret: "b" },
  { kind: "client_credentials", tokenUrl: "file:///etc/passwd", clientId: "a", clientSecret: "b" },
])("the credential %o is refused", async (credential) => {
  await expect(createConnection(admin, { ...input("refused"), credential })).rejects.toMatchObject({ code: "invalid" });
});

const command: CredentialInput = {
  kind: "command",
  program: "npx",
  args: ["-y", "x"],
  env: [{ name: "K", value: other }],
};

test("an MCP server may be a program, kept sealed with its environment, and nothing of it is told but names", async () => {
  const { id } = await createConnection(admin, {
    ...input("program"),
    kind: "mcp",
    baseUrl: "stdio:files",
    credential: command,
  });
  expect(await storedCredential(id)).toEqual(command);
  const { rows } = await base.pool.query("select (select json_agg(e) from audit_event e)::text as text");
  expect(rows[0].text).not.toContain(other);
});

test.each([
  ["a program at a web address", { credential: command }],
  ["no program", { baseUrl: "stdio:files" }],
  ["a token for a program", { baseUrl: "stdio:files", credential: { kind: "bearer" as const, token: "t" } }],
  ["an HTTP API", { kind: "http" as const, baseUrl: "stdio:files", credential: command }],
  ["a program in the address", { baseUrl: "stdio:/bin/sh -c x", credential: command }],
])("a program and the address stdio:<name> of an MCP connection go together: refused is %s", async (_, change) => {
  const attempt = createConnection(admin, { ...input("mixed"), kind: "mcp", credential: null, ...change });
  await expect(attempt).rejects.toMatchObject({ code: "invalid" });
});

test("auditors read connections but change none, power users do neither", async () => {
  const created = await create();
  const power = contextOf(base, makePerson("power_user"));
  const auditor = contextOf(base, makePerson("power_user", { auditor: true }));
  for (const context of [power, auditor]) {
    await expect(createConnection(context, input("denied"))).rejects.toMatchObject({ code: "forbidden" });
    await expect(updateConnection(context, changeOf(created))).rejects.toMatchObject({ code: "forbidden" });
  }
  await expect(listConnections(power)).rejects.toMatchObject({ code: "forbidden" });
  expect(await listConnections(auditor)).not.toHaveLength(0);
});

test("how a connection is recorded is kept, recorded, and in the snapshot; only programs can be shared", async () => {
  const created = await create();
  expect(created).toMatchObject({ recording: "strict", shareable: false });
  await updateConnection(admin, { ...changeOf(created), recording: "spooled" });
  const { document } = await base.database.snapshot.findUniqueOrThrow({ where: { id: 1 } });
  const compiled = (document as unknown as SnapshotDocument).connections.find(({ slug }) => slug === created.slug);
  expect(compiled).toMatchObject({ recording: "spooled", shareable: false });
  const event = await base.database.auditEvent.findFirstOrThrow({
    where: { connection: created.slug, type: "connection.updated" },
  });
  expect(event.attrs).toMatchObject({ before: { recording: "strict" }, after: { recording: "spooled" } });
  const [changed] = (await listConnections(admin)).filter(({ slug }) => slug === created.slug);
  if (!changed) throw new Error("not listed");
  await expect(updateConnection(admin, { ...changeOf(changed), shareable: true })).rejects.toMatchObject({
    code: "invalid",
    fields: { shareable: expect.any(String) },
  });
});

test("what was known of the tools at an address is forgotten where the connection moves to another", async () => {
  const created = await create();
  const tool = { connection: created.slug, name: "look", annotations: { readOnlyHint: true }, schemaHash: "x" };
  await base.database.knownTool.create({ data: tool });
  const known = () => base.database.knownTool.count({ where: { connection: created.slug } });
  await updateConnection(admin, { ...changeOf(created), name: "New" });
  expect(await known()).toBe(1);
  const [renamed] = (await listConnections(admin)).filter(({ id }) => id === created.id);
  const moved = { ...changeOf(renamed ?? created), baseUrl: "https://other.example.com", credential: null };
  await updateConnection(admin, moved);
  expect(await known()).toBe(0);
});
