import { afterAll, beforeAll, expect, test } from "vitest";
import type { ServiceContext } from "#lib/core/context.ts";
import { gatewayKeyHash } from "#lib/crypto/gateway-key.ts";
import { SnapshotDocument } from "#lib/snapshot/schemas.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { contextOf, makePerson } from "#lib/testing/people.ts";
import { createGatewayKey } from "./create-gateway-key.ts";
import { listGatewayKeys } from "./list-gateway-keys.ts";
import { revokeGatewayKey } from "./revoke-gateway-key.ts";

let base: TestDatabase;
let admin: ServiceContext;
const input = { agent: "deploy-bot", groups: ["agents"], connections: [] };

beforeAll(async () => {
  base = await startTestDatabase();
  admin = contextOf(base, makePerson("admin"));
  await base.database.user.createMany({
    data: [
      { id: "usr_alice", email: "alice@example.com", issuer: "https://idp", subject: "sub-alice" },
      { id: "usr_never", email: "never@example.com" },
    ],
  });
});
afterAll(() => base.close());

async function snapshotKeys(): Promise<SnapshotDocument["gatewayKeys"]> {
  const row = await base.database.snapshot.findUniqueOrThrow({ where: { id: 1 } });
  return SnapshotDocument.parse(row.document).gatewayKeys;
}

test("a key is returned once; only its hash is kept, and no event, list or snapshot shows it", async () => {
  const { id, key } = await createGatewayKey(admin, input);
  const row = await base.database.gatewayKey.findUniqueOrThrow({ where: { id } });
  expect(row.hash).toBe(gatewayKeyHash(key));
  expect(await snapshotKeys()).toContainEqual(expect.objectContaining({ id, hash: row.hash, agent: "deploy-bot" }));
  const everything = await base.pool.query(
    "select (select json_agg(e) from audit_event e)::text || (select json_agg(k) from gateway_key k)::text || (select document from snapshot)::text as text",
  );
  expect(everything.rows[0].text).toContain(id);
  expect(everything.rows[0].text + JSON.stringify(await listGatewayKeys(admin))).not.toContain(key);
  const event = await base.database.auditEvent.findFirstOrThrow({ where: { type: "gateway-key.created" } });
  expect(event.attrs).toMatchObject({ keyId: id, agent: "deploy-bot", groups: ["agents"], actsFor: null });
});

test("a key may act for a person who has signed in, and for nobody else", async () => {
  const { id } = await createGatewayKey(admin, { ...input, actsFor: "Alice@example.com" });
  expect(await snapshotKeys()).toContainEqual(
    expect.objectContaining({ id, user: { id: "sub-alice", name: "alice@example.com" } }),
  );
  for (const actsFor of ["never@example.com", "nobody@example.com"]) {
    await expect(createGatewayKey(admin, { ...input, actsFor })).rejects.toMatchObject({
      code: "invalid",
      fields: { actsFor: expect.any(String) },
    });
  }
});

test("unknown connections and a past expiry are refused at their fields", async () => {
  await expect(createGatewayKey(admin, { ...input, connections: ["nowhere"] })).rejects.toMatchObject({
    fields: { connections: expect.stringContaining("nowhere") },
  });
  await expect(createGatewayKey(admin, { ...input, expiresAt: new Date(0) })).rejects.toMatchObject({
    fields: { expiresAt: expect.any(String) },
  });
});

test("a revoked key leaves the snapshot and cannot be revoked again", async () => {
  const { id } = await createGatewayKey(admin, input);
  await revokeGatewayKey(admin, { id });
  expect((await snapshotKeys()).map((key) => key.id)).not.toContain(id);
  expect((await listGatewayKeys(admin)).find((key) => key.id === id)).toMatchObject({ state: "revoked" });
  const events = await base.database.auditEvent.findMany({ where: { type: "gateway-key.revoked" } });
  expect(events).toMatchObject([{ attrs: { keyId: id } }]);
  await expect(revokeGatewayKey(admin, { id })).rejects.toMatchObject({ code: "conflict" });
  await expect(revokeGatewayKey(admin, { id: "key_none" })).rejects.toMatchObject({ code: "not_found" });
});

test("auditors read keys but change none, power users do neither", async () => {
  const { id } = await createGatewayKey(admin, input);
  const power = contextOf(base, makePerson("power_user"));
  const auditor = contextOf(base, makePerson("power_user", { auditor: true }));
  for (const context of [power, auditor]) {
    await expect(createGatewayKey(context, input)).rejects.toMatchObject({ code: "forbidden" });
    await expect(revokeGatewayKey(context, { id })).rejects.toMatchObject({ code: "forbidden" });
  }
  await expect(listGatewayKeys(power)).rejects.toMatchObject({ code: "forbidden" });
  expect(await listGatewayKeys(auditor)).not.toHaveLength(0);
});
