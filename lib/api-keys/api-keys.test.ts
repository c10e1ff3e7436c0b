import { afterAll, beforeAll, expect, test } from "vitest";
import type { Person, ServiceContext } from "#lib/core/context.ts";
import { can } from "#lib/core/permissions.ts";
import { apiKeyHash } from "#lib/crypto/api-key.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { contextOf, makePerson } from "#lib/testing/people.ts";
import { createApiKey } from "./create-api-key.ts";
import { findApiKey } from "./find-api-key.ts";
import { listApiKeys } from "./list-api-keys.ts";
import { revokeApiKey } from "./revoke-api-key.ts";

const dayMs = 86_400_000;
let base: TestDatabase;
let admin: ServiceContext & { actor: Person };
let power: ServiceContext & { actor: Person };

beforeAll(async () => {
  base = await startTestDatabase();
  admin = await signedIn("admin");
  power = await signedIn("power_user", { groups: ["approvers"] });
});
afterAll(() => base.close());

async function signedIn(role: "admin" | "power_user", given: Partial<Person> = {}) {
  const actor = makePerson(role, given);
  const { id, subject, email, groups, auditor } = actor;
  const data = { id, subject, email, groups, auditor, role, issuer: "https://idp", lastSeenAt: new Date() };
  await base.database.user.create({ data });
  return { ...contextOf(base, actor), actor };
}

async function idsFor(context: ServiceContext): Promise<string[]> {
  return (await listApiKeys(context)).map(({ id }) => id);
}

function soon(days = 30): Date {
  return new Date(Date.now() + days * dayMs);
}

function input(given: Partial<Parameters<typeof createApiKey>[1]> = {}) {
  return { name: "ci", role: "admin" as const, expiresAt: soon(), ...given };
}

async function actorOf(key: string) {
  return findApiKey(base.database, key);
}

test("a key is returned once; only its hash is kept, and no event or list shows it", async () => {
  const { id, key } = await createApiKey(admin, input());
  expect(key).toMatch(/^hpk_[\w-]{43}$/);
  expect(await base.database.apiKey.findUniqueOrThrow({ where: { id } })).toMatchObject({ hash: apiKeyHash(key) });
  const everything = await base.pool.query(
    "select (select json_agg(e) from audit_event e)::text || (select json_agg(k) from api_key k)::text as text",
  );
  expect(everything.rows[0].text).toContain(id);
  expect(everything.rows[0].text + JSON.stringify(await listApiKeys(admin))).not.toContain(key);
});

test("making and revoking a key are in the ledger with who did it", async () => {
  const { id } = await createApiKey(admin, input({ name: "recorded" }));
  await revokeApiKey(admin, { id });
  const events = await base.database.auditEvent.findMany({
    where: { attrs: { path: ["keyId"], equals: id } },
    orderBy: { id: "asc" },
  });
  expect(events).toMatchObject([
    { type: "api-key.created", userName: admin.actor.email, attrs: { name: "recorded", role: "admin" } },
    { type: "api-key.revoked", userName: admin.actor.email, attrs: { name: "recorded" } },
  ]);
});

test("a program's key acts under its own name, in the ledger too", async () => {
  const { id, key } = await createApiKey(admin, input({ name: "terraform" }));
  const actor = await actorOf(key);
  expect(actor).toEqual({ kind: "api-key", id, name: "terraform", role: "admin", auditor: false });
  if (!actor) throw new Error("refused");
  const made = await createApiKey({ ...admin, actor }, input({ role: "power_user", expiresAt: soon(1) }));
  const event = await base.database.auditEvent.findFirstOrThrow({
    where: { attrs: { path: ["keyId"], equals: made.id } },
  });
  expect(event).toMatchObject({
    agent: "api-key:terraform",
    userId: null,
    attrs: { apiKey: { id, name: "terraform" } },
  });
});

test("a person's own key acts as the person, is never stronger than them, and is weakened with them", async () => {
  const { id, key } = await createApiKey(admin, input({ actsAs: "me" }));
  expect(await actorOf(key)).toMatchObject({ kind: "person", id: admin.actor.id, role: "admin", apiKey: { id } });
  await base.database.user.update({ where: { id: admin.actor.id }, data: { role: "power_user" } });
  expect(await actorOf(key)).toMatchObject({ role: "power_user" });
  await base.database.user.update({ where: { id: admin.actor.id }, data: { role: "owner" } });
  expect(await actorOf(key)).toMatchObject({ role: "admin", auditor: false });
});

test("a person's own key decides holds only where it was made to, a program's never", async () => {
  const own = await createApiKey(power, input({ actsAs: "me", role: "power_user" }));
  const deciding = await createApiKey(power, input({ actsAs: "me", role: "power_user", decides: true }));
  for (const [{ key }, decides] of [
    [own, false],
    [deciding, true],
  ] as const) {
    const actor = await actorOf(key);
    expect(actor && can(actor, "holds.decide")).toBe(decides);
  }
  await expect(createApiKey(admin, input({ decides: true }))).rejects.toMatchObject({
    code: "invalid",
    fields: { decides: expect.any(String) },
  });
});

test("nobody makes a key that may do more than they, and no key makes one for a person or one that outlives it", async () => {
  await expect(createApiKey(admin, input({ role: "owner" }))).rejects.toMatchObject({ code: "forbidden" });
  await expect(createApiKey(admin, input({ auditor: true }))).rejects.toMatchObject({ code: "forbidden" });
  await expect(createApiKey(power, input({ role: "power_user" }))).rejects.toMatchObject({ code: "forbidden" });
  await expect(createApiKey(power, input({ role: "admin", actsAs: "me" }))).rejects.toMatchObject({
    code: "forbidden",
  });
  // An auditor who is no owner makes no other auditors, programs included.
  const auditing = { ...admin, actor: { ...admin.actor, auditor: true } };
  await expect(createApiKey(auditing, input({ auditor: true }))).rejects.toMatchObject({ code: "forbidden" });
  await createApiKey(auditing, input({ auditor: true, actsAs: "me" }));
  for (const actsAs of ["itself", "me"] as const) {
    const { key } = await createApiKey(admin, input({ actsAs }));
    const actor = await actorOf(key);
    if (!actor) throw new Error("refused");
    const through = { ...admin, actor };
    await expect(createApiKey(through, input({ actsAs: "me", expiresAt: soon(1) }))).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(createApiKey(through, input({ expiresAt: soon(31) }))).rejects.toMatchObject({ code: "invalid" });
  }
});

test("a key ends when it is revoked, when its time is over, and when its person is disabled or stays away", async () => {
  const revoked = await createApiKey(admin, input());
  expect(await actorOf(revoked.key)).not.toBeNull();
  await revokeApiKey(admin, { id: revoked.id });
  expect(await actorOf(revoked.key)).toBeNull();
  await expect(revokeApiKey(admin, { id: revoked.id })).rejects.toMatchObject({ code: "conflict" });

  const over = await createApiKey(admin, input());
  await base.database.apiKey.update({ where: { id: over.id }, data: { expiresAt: new Date() } });
  expect(await actorOf(over.key)).toBeNull();

  const { key } = await createApiKey(power, input({ actsAs: "me", role: "power_user" }));
  const where = { id: power.actor.id };
  await base.database.user.update({ where, data: { lastSeenAt: new Date(Date.now() - 31 * dayMs) } });
  expect(await actorOf(key)).toBeNull();
  await base.database.user.update({ where, data: { lastSeenAt: new Date() } });
  expect(await actorOf(key)).not.toBeNull();
  const identity = `person:${power.actor.subject}`;
  await base.database.disabledIdentity.create({ data: { identity, reason: "test", disabledByName: "test" } });
  expect(await actorOf(key)).toBeNull();
  await base.database.disabledIdentity.delete({ where: { identity } });
});

test.each(["", "hpk_", "hp_abc", `hpk_${"A".repeat(43)}`, `hpk_${"A".repeat(10_000)}`])(
  "%.20s is nobody's key",
  async (text) => {
    expect(await actorOf(text)).toBeNull();
  },
);

test("expiry is at most a year away and not in the past", async () => {
  for (const expiresAt of [new Date(), soon(400)]) {
    await expect(createApiKey(admin, input({ expiresAt }))).rejects.toMatchObject({
      fields: { expiresAt: expect.any(String) },
    });
  }
});

test("people see and revoke their own keys, administrators all, auditors see all", async () => {
  const others = await createApiKey(admin, input({ name: "others" }));
  const own = await createApiKey(power, input({ name: "own", actsAs: "me", role: "power_user" }));
  const auditor = contextOf(base, makePerson("power_user", { auditor: true }));
  expect(await idsFor(power)).toContain(own.id);
  expect(await idsFor(power)).not.toContain(others.id);
  for (const context of [admin, auditor]) {
    expect(await idsFor(context)).toEqual(expect.arrayContaining([own.id, others.id]));
  }
  for (const context of [power, auditor]) {
    await expect(revokeApiKey(context, { id: others.id })).rejects.toMatchObject({ code: "not_found" });
  }
  await expect(revokeApiKey(admin, { id: "apk_none" })).rejects.toMatchObject({ code: "not_found" });
  await revokeApiKey(power, { id: own.id });
  await revokeApiKey(admin, { id: others.id });
});
