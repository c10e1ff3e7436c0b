import { afterAll, beforeAll, expect, test } from "vitest";
import type { Role, ServiceContext } from "#lib/core/context.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { createSink } from "./create-sink.ts";

const input = {
  name: "Datadog",
  kind: "datadog",
  url: "https://http-intake.logs.datadoghq.com/",
  apiKey: "k-1",
} as const;
let db: TestDatabase;

beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.close());

function contextOf(role: Role, auditor = false): ServiceContext {
  const person = { id: `usr_${role}`, subject: `sub-${role}`, email: `${role}@example.com`, name: role };
  const actor = { kind: "person", ...person, role, auditor, groups: [] } as const;
  return { actor: { ...actor, groups: [] }, database: db.database, sealer: db.sealer, clientIp: "203.0.113.7" };
}

test("stores the sink with its key sealed and records who made it, without the key", async () => {
  const { id } = await createSink(contextOf("admin"), input);
  const row = await db.database.sink.findUniqueOrThrow({ where: { id } });
  expect(row).toMatchObject({ name: "Datadog", kind: "datadog", url: "https://http-intake.logs.datadoghq.com" });
  expect(Buffer.from(row.credentialSealed).includes("k-1")).toBe(false);
  expect(db.sealer.open("credential", row.credentialSealed).toString()).toBe('{"apiKey":"k-1"}');
  const [event] = await db.database.auditEvent.findMany({ where: { type: "sink.created" } });
  expect(event).toMatchObject({ userId: "sub-admin", status: "ok", attrs: { sinkId: id } });
  expect(JSON.stringify(event?.attrs)).not.toContain("k-1");
});

test("is refused to power users and to auditors, and nothing is written", async () => {
  const before = await db.database.sink.count();
  await expect(createSink(contextOf("power_user"), input)).rejects.toThrow(/change sinks/);
  await expect(createSink(contextOf("power_user", true), input)).rejects.toThrow(/change sinks/);
  expect(await db.database.sink.count()).toBe(before);
});

test("names the field that cannot be used", async () => {
  const bad = createSink(contextOf("owner"), { ...input, url: "ftp://example.com" });
  await expect(bad).rejects.toMatchObject({
    code: "invalid",
    fields: { url: expect.stringContaining("address") },
  });
});
