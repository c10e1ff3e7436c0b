import { afterAll, beforeAll, expect, test } from "vitest";
import type { Role, ServiceContext } from "#lib/core/context.ts";
import { createSink } from "#lib/sinks/create-sink.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { startDatadog, type Datadog } from "#scripts/local/datadog.ts";
import { addressRules } from "#lib/connections/address-rules.ts";
import { openCredential } from "#lib/credentials/open-credential.ts";
import { applyDatadogContent } from "./apply-datadog-content.ts";
import { connectDatadog } from "./connect-datadog.ts";
import { planDatadogContent } from "./plan-datadog-content.ts";

const keys = { apiKey: "a".repeat(32), appKey: "b".repeat(40) };
let db: TestDatabase;
let datadog: Datadog;
let sinkId: string;

beforeAll(async () => {
  [db, datadog] = await Promise.all([startTestDatabase(), startDatadog(keys)]);
  const sink = { name: "Datadog", kind: "datadog", url: datadog.url, apiKey: keys.apiKey } as const;
  sinkId = (await createSink(contextOf("admin"), sink)).id;
});
afterAll(async () => {
  await datadog.close();
  await db.close();
});

function contextOf(role: Role, auditor = false): ServiceContext {
  const person = { id: `usr_${role}`, subject: `sub-${role}`, email: `${role}@example.com`, name: role };
  const actor = { kind: "person", ...person, role, auditor, groups: [] as string[] } as const;
  const { database, sealer } = db;
  return { actor, database, sealer, addressRules: addressRules(["127.0.0.1/32"]), clientIp: "203.0.113.7" };
}

const newest = (type: string) => db.database.auditEvent.findFirst({ where: { type }, orderBy: { at: "desc" } });

test("a sink's account gets dashboard and monitors by a key that is not kept, and the ledger says which", async () => {
  const context = contextOf("admin");
  const wanted = { sinkId, appKey: keys.appKey, sensitive: ["billing"] };
  const { digest } = await planDatadogContent(context, wanted);
  const { changes } = await applyDatadogContent(context, { ...wanted, digest });
  expect(changes).toHaveLength(8);
  expect(datadog.monitors()).toHaveLength(7);
  const event = await newest("datadog.content-installed");
  expect(event).toMatchObject({ userId: "sub-admin", status: "ok", attrs: { sinkId, account: datadog.url } });
  expect(JSON.stringify(event?.attrs)).not.toContain(keys.appKey);

  const again = await planDatadogContent(context, wanted);
  expect((await applyDatadogContent(context, { ...wanted, digest: again.digest })).changes).toEqual([]);

  const removal = { sinkId, appKey: keys.appKey, remove: true };
  const plan = await planDatadogContent(context, removal);
  await applyDatadogContent(context, { ...removal, digest: plan.digest });
  expect([...datadog.monitors(), ...datadog.dashboards()]).toEqual([]);
  expect(await newest("datadog.content-removed")).toMatchObject({ status: "ok" });
});

test("an attempt that Datadog refuses is recorded too", async () => {
  const refused = applyDatadogContent(contextOf("owner"), { sinkId, appKey: "wrong", digest: "-" });
  await expect(refused).rejects.toMatchObject({ code: "invalid", message: expect.stringContaining("403") });
  expect(await newest("datadog.content-installed")).toMatchObject({ userId: "sub-owner", status: "failed" });
});

test("content is for those who may change sinks, in accounts of Datadog", async () => {
  const input = { sinkId, appKey: keys.appKey };
  await expect(planDatadogContent(contextOf("power_user", true), input)).rejects.toMatchObject({ code: "forbidden" });
  const applied = applyDatadogContent(contextOf("power_user"), { ...input, digest: "-" });
  await expect(applied).rejects.toMatchObject({ code: "forbidden" });
  const nowhere = planDatadogContent(contextOf("admin"), { ...input, sinkId: "snk_none" });
  await expect(nowhere).rejects.toMatchObject({ code: "not_found" });
  const hook = { name: "Hook", kind: "webhook", url: datadog.url, apiKey: `whsec_${"a".repeat(32)}` } as const;
  const { id } = await createSink(contextOf("admin"), hook);
  const other = planDatadogContent(contextOf("admin"), { ...input, sinkId: id });
  await expect(other).rejects.toMatchObject({ code: "invalid" });
});

const account = { slug: "dd", site: "", ...keys, reach: ["api", "logs", "mcp"] } as const;

test("a Datadog account becomes one connection for each of its hosts, with the keys that each wants", async () => {
  const site = datadog.url;
  const given = { ...account, reach: [...account.reach], site, groups: ["engineering"], clientSite: "dd.example.com" };
  const { connections } = await connectDatadog(contextOf("admin"), given);
  expect(connections.map(({ slug }) => slug)).toEqual(["dd", "dd-logs", "dd-mcp"]);
  const rows = await db.database.connection.findMany({
    where: { slug: { startsWith: "dd" } },
    orderBy: { slug: "asc" },
  });
  expect(rows.map(({ kind, baseUrl, hosts, groups }) => ({ kind, baseUrl, hosts, groups }))).toEqual([
    { kind: "http", baseUrl: site, hosts: ["api.dd.example.com"], groups: ["engineering"] },
    { kind: "http", baseUrl: site, hosts: ["http-intake.logs.dd.example.com"], groups: ["engineering"] },
    { kind: "mcp", baseUrl: `${site}/v1/mcp`, hosts: [], groups: ["engineering"] },
  ]);
  const names = rows.map(({ credentialSealed }) => {
    const opened = openCredential(db.sealer, credentialSealed ?? new Uint8Array());
    return opened?.kind === "headers" ? opened.headers.map(({ name }) => name) : [];
  });
  expect(names).toEqual([["DD-API-KEY", "DD-APPLICATION-KEY"], ["DD-API-KEY"], ["DD_API_KEY", "DD_APPLICATION_KEY"]]);
  expect(await newest("connection.created")).toMatchObject({ userId: "sub-admin", status: "ok" });
});

test("no connection is made with a key that Datadog does not know, under a taken slug, or past the address rules", async () => {
  const before = await db.database.connection.count();
  const given = { ...account, reach: [...account.reach], site: datadog.url };
  const wrongKey = connectDatadog(contextOf("admin"), { ...given, slug: "other", apiKey: "wrong" });
  await expect(wrongKey).rejects.toMatchObject({ code: "invalid", message: expect.stringContaining("403") });
  // The first of its hosts is free, the second is taken: neither is made.
  const taken = connectDatadog(contextOf("admin"), { ...given, reach: ["events", "logs"] });
  await expect(taken).rejects.toMatchObject({ code: "conflict", fields: { slug: expect.any(String) } });
  const { addressRules: _none, ...outside } = contextOf("admin");
  await expect(connectDatadog(outside, { ...given, slug: "inside" })).rejects.toMatchObject({ code: "invalid" });
  const denied = connectDatadog(contextOf("power_user", true), { ...given, slug: "mine" });
  await expect(denied).rejects.toMatchObject({ code: "forbidden" });
  expect(await db.database.connection.count()).toBe(before);
});
