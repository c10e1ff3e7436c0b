import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { contextOf, makePerson, signInPerson } from "#lib/testing/people.ts";
import { createChannel } from "./create-channel.ts";
import { listChannels } from "./list-channels.ts";
import { removeChannel } from "./remove-channel.ts";
import { testChannel } from "./test-channel.ts";
import { updateChannel } from "./update-channel.ts";

const admin = makePerson("admin");
const auditor = makePerson("power_user", { auditor: true });
const alice = makePerson("power_user", { groups: ["approvers"] });
const bob = makePerson("power_user");
let db: TestDatabase;

beforeAll(async () => {
  db = await startTestDatabase();
  for (const person of [alice, bob]) await signInPerson(db, person);
});
afterAll(() => db.close());

const shared = { name: "On call", kind: "slack" as const, groups: ["approvers"], moments: ["opened" as const] };
const own = { name: "Me", own: true, kind: "email" as const, moments: ["opened" as const] };
const url = "https://hooks.slack.com/services/T0/B0/very-secret";

async function lastEvent() {
  return db.database.auditEvent.findFirstOrThrow({ orderBy: [{ at: "desc" }, { id: "desc" }] });
}

test("a shared channel is added, changed, tested and removed by admins, each change in the ledger without its secret", async () => {
  const { id, secret } = await createChannel(contextOf(db, admin), { ...shared, url });
  expect(secret).toBeNull();
  expect(await lastEvent()).toMatchObject({
    type: "channel.created",
    userId: admin.subject,
    attrs: { channelId: id, kind: "slack", target: "hooks.slack.com", after: { groups: ["approvers"] } },
  });
  const moments = ["opened" as const, "ended" as const];
  await updateChannel(contextOf(db, admin), { id, name: "On call", moments, groups: [], enabled: false });
  expect(await lastEvent()).toMatchObject({
    type: "channel.updated",
    attrs: { before: { enabled: true, groups: ["approvers"] }, after: { enabled: false, groups: [] } },
  });
  await testChannel(contextOf(db, admin), { id });
  expect(await lastEvent()).toMatchObject({ type: "channel.tested", attrs: { channelId: id } });
  await expect(testChannel(contextOf(db, admin), { id })).rejects.toMatchObject({ code: "conflict" });
  expect(await db.database.ring.count({ where: { channelId: id, moment: "test" } })).toBe(1);
  expect(await removeChannel(contextOf(db, admin), { id })).toEqual({ name: "On call" });
  expect(await lastEvent()).toMatchObject({ type: "channel.removed" });
  expect(await listChannels(contextOf(db, admin))).toEqual([]);
  const events = await db.database.auditEvent.findMany();
  expect(JSON.stringify(events.map(({ attrs }) => attrs))).not.toContain("very-secret");
});

test("people change their own channels and nobody else's, and groups' channels are admins'", async () => {
  await expect(createChannel(contextOf(db, alice), { ...shared, url })).rejects.toMatchObject({ code: "forbidden" });
  await expect(createChannel(contextOf(db, auditor), { ...shared, url })).rejects.toMatchObject({ code: "forbidden" });
  const mine = await createChannel(contextOf(db, alice), own);
  const ours = await createChannel(contextOf(db, admin), { ...shared, url });
  expect(await listChannels(contextOf(db, alice))).toMatchObject([{ id: mine.id, own: true, target: alice.email }]);
  expect(await listChannels(contextOf(db, auditor))).toMatchObject([{ id: ours.id, target: "hooks.slack.com" }]);
  for (const [person, id] of [
    [bob, mine.id],
    [admin, mine.id],
    [auditor, ours.id],
    [alice, ours.id],
  ] as const) {
    const context = contextOf(db, person);
    const change = { id, name: "Mine", moments: ["opened" as const], enabled: true };
    await expect(updateChannel(context, change)).rejects.toMatchObject({ code: "not_found" });
    await expect(testChannel(context, { id })).rejects.toMatchObject({ code: "not_found" });
    await expect(removeChannel(context, { id })).rejects.toMatchObject({ code: "not_found" });
  }
  for (const { id } of [mine, ours]) await removeChannel(contextOf(db, id === mine.id ? alice : admin), { id });
});

test("a webhook's secret appears once, and a channel of one's own leads to one's own address", async () => {
  const made = await createChannel(contextOf(db, alice), { ...own, kind: "webhook", url });
  expect(made.secret).toMatch(/^whsec_/);
  expect(JSON.stringify(await listChannels(contextOf(db, alice)))).not.toMatch(/whsec_|very-secret/);
  const another = { ...own, address: "somebody@example.com" };
  await expect(createChannel(contextOf(db, alice), another)).rejects.toMatchObject({
    code: "invalid",
    fields: { address: expect.any(String) },
  });
  for (const bad of [
    "ftp://example.com",
    "javascript:alert(1)",
    "https://me:secret@example.com/",
    "not an address",
    undefined,
  ]) {
    const input = { ...shared, ...(bad !== undefined && { url: bad }) };
    await expect(createChannel(contextOf(db, admin), input)).rejects.toMatchObject({
      fields: { url: expect.any(String) },
    });
  }
});

test("nobody has more than ten channels of their own, however many they ask for at once", async () => {
  const asked = Array.from({ length: 14 }, () => createChannel(contextOf(db, bob), own));
  const results = await Promise.allSettled(asked);
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
  expect(await db.database.notificationChannel.count({ where: { userId: bob.id } })).toBe(10);
});
