import { afterAll, beforeAll, expect, test } from "vitest";
import type { ServiceContext } from "#lib/core/context.ts";
import { appendToLedger } from "#lib/ledger/append-to-ledger.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import { SnapshotDocument } from "#lib/snapshot/schemas.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { contextOf, makePerson, signInPerson } from "#lib/testing/people.ts";
import { disableIdentity } from "./disable-identity.ts";
import { enableIdentity } from "./enable-identity.ts";
import { listIdentities } from "./list-identities.ts";

let base: TestDatabase;
let admin: ServiceContext;
const reason = "It deletes monitors.";

beforeAll(async () => {
  base = await startTestDatabase();
  admin = contextOf(base, makePerson("admin", { email: "admin@example.com" }));
});
afterAll(() => base.close());

async function snapshotIdentities(): Promise<string[]> {
  const row = await base.database.snapshot.findUniqueOrThrow({ where: { id: 1 } });
  return SnapshotDocument.parse(row.document).disabledIdentities;
}

test("a disabled identity is in the snapshot and on record until it is enabled again", async () => {
  await disableIdentity(admin, { identity: "agent:deploy-bot", reason });
  expect(await snapshotIdentities()).toEqual(["agent:deploy-bot"]);
  expect(await listIdentities(admin)).toMatchObject([
    { identity: "agent:deploy-bot", kind: "agent", name: "deploy-bot", disabled: { reason, by: "admin@example.com" } },
  ]);
  await expect(disableIdentity(admin, { identity: "agent:deploy-bot", reason })).rejects.toMatchObject({
    code: "conflict",
  });
  await enableIdentity(admin, { identity: "agent:deploy-bot" });
  expect(await snapshotIdentities()).toEqual([]);
  await expect(enableIdentity(admin, { identity: "agent:deploy-bot" })).rejects.toMatchObject({ code: "not_found" });
  const events = await base.database.auditEvent.findMany({
    where: { type: { startsWith: "identity." } },
    orderBy: { id: "asc" },
  });
  expect(events).toMatchObject([
    { type: "identity.disabled", reason, attrs: { identity: "agent:deploy-bot" } },
    { type: "identity.enabled", attrs: { identity: "agent:deploy-bot" } },
  ]);
});

test("who called lately is listed once, as a person and as an agent", async () => {
  const call = { type: "call.finished", status: "ok", userId: "sub-1", userName: "bob@example.com" } as const;
  await appendToLedger(base.pool, base.sealer, {
    events: [newEvent({ ...call, agent: "cli" }), newEvent({ ...call, agent: "ide" })],
  });
  const listed = (await listIdentities(admin)).map(({ identity, name, kind }) => `${identity} ${name} ${kind}`);
  expect(listed.toSorted((one, two) => one.localeCompare(two))).toEqual([
    "agent:cli cli agent",
    "agent:ide ide agent",
    "person:sub-1 bob@example.com person",
  ]);
});

test("an agent is listed with the people who answer for it", async () => {
  const owner = await signInPerson(base, makePerson("power_user_plus", { email: "owner-of-cli@example.com" }));
  await base.database.agentOwner.create({ data: { agent: "cli", userId: owner.id, namedByName: "test" } });
  const owned = (await listIdentities(admin)).filter(({ owners }) => owners.length > 0);
  expect(owned).toMatchObject([{ identity: "agent:cli", owners: ["owner-of-cli@example.com"] }]);
});

test.each(["deploy-bot", "key:1", "agent:", "person:a\nb"])("%s names no identity", async (identity) => {
  await expect(disableIdentity(admin, { identity, reason })).rejects.toMatchObject({ code: "invalid" });
});

test("auditors see who is disabled but change nothing, power users do neither", async () => {
  const power = contextOf(base, makePerson("power_user"));
  const auditor = contextOf(base, makePerson("power_user", { auditor: true }));
  for (const context of [power, auditor]) {
    await expect(disableIdentity(context, { identity: "agent:a", reason })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(enableIdentity(context, { identity: "agent:a" })).rejects.toMatchObject({ code: "forbidden" });
  }
  await expect(listIdentities(power)).rejects.toMatchObject({ code: "forbidden" });
  expect(await listIdentities(auditor)).not.toHaveLength(0);
});
