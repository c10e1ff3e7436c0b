import { afterAll, beforeAll, expect, test } from "vitest";
import type { ServiceContext } from "#lib/core/context.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { contextOf, makePerson } from "#lib/testing/people.ts";
import { compareSinkKey } from "./compare-sink-key.ts";
import { createSink } from "./create-sink.ts";
import { updateSink } from "./update-sink.ts";

const url = "https://http-intake.logs.datadoghq.com";
let base: TestDatabase;
let admin: ServiceContext;
let id: string;

beforeAll(async () => {
  base = await startTestDatabase();
  admin = contextOf(base, makePerson("admin"));
  ({ id } = await createSink(admin, { name: "datadog", kind: "datadog", url, apiKey: "first-key" }));
});
afterAll(() => base.close());

async function storedKey(): Promise<string> {
  const { credentialSealed } = await base.database.sink.findUniqueOrThrow({ where: { id } });
  return base.sealer.open("credential", credentialSealed).toString();
}

test("a change keeps the key and the position it does not mention, and is in the ledger without the key", async () => {
  await base.database.sink.update({ where: { id }, data: { positionXact: 7n, deliveredCount: 3n } });
  await updateSink(admin, { id, name: "datadog-us", url, enabled: false });
  const row = await base.database.sink.findUniqueOrThrow({ where: { id } });
  expect(row).toMatchObject({ name: "datadog-us", enabled: false, positionXact: 7n, deliveredCount: 3n });
  expect(await storedKey()).toContain("first-key");
  await updateSink(admin, { id, name: "datadog-us", url, enabled: true, apiKey: "second-key" });
  expect(await storedKey()).toContain("second-key");
  const events = await base.database.auditEvent.findMany({ where: { type: "sink.updated" }, orderBy: { id: "asc" } });
  expect(events).toMatchObject([
    { attrs: { before: { name: "datadog", enabled: true }, after: { enabled: false }, key: "kept" } },
    { attrs: { key: "replaced" } },
  ]);
  expect(JSON.stringify(events.map(({ attrs }) => attrs))).not.toMatch(/first-key|second-key/);
});

test("a stored key does not follow the address to another host, and can be compared but not read", async () => {
  const moved = { id, name: "datadog-us", url: "https://collector.example.net", enabled: true };
  await expect(updateSink(admin, moved)).rejects.toMatchObject({ fields: { apiKey: expect.any(String) } });
  expect(await compareSinkKey(admin, { id, apiKey: "second-key" })).toEqual({ same: true });
  expect(await compareSinkKey(admin, { id, apiKey: "first-key" })).toEqual({ same: false });
});

test("auditors and power users change and compare nothing, and an unknown sink is not found", async () => {
  for (const auditor of [true, false]) {
    const context = contextOf(base, makePerson("power_user", { auditor }));
    await expect(updateSink(context, { id, name: "x", url, enabled: true })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(compareSinkKey(context, { id, apiKey: "x" })).rejects.toMatchObject({ code: "forbidden" });
  }
  const missing = { id: "snk_none", name: "x", url, enabled: true };
  await expect(updateSink(admin, missing)).rejects.toMatchObject({ code: "not_found" });
  await expect(compareSinkKey(admin, { id: "snk_none", apiKey: "x" })).rejects.toMatchObject({ code: "not_found" });
});
