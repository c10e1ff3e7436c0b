import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { contextOf, makePerson, signInPerson } from "#lib/testing/people.ts";
import { createView } from "./create-view.ts";
import { listViews } from "./list-views.ts";
import { markView } from "./mark-view.ts";
import { readView } from "./read-view.ts";
import { removeView } from "./remove-view.ts";
import { updateView } from "./update-view.ts";

const auditor = makePerson("power_user", { auditor: true });
const admin = makePerson("admin");
const power = makePerson("power_user");
let db: TestDatabase;

beforeAll(async () => {
  db = await startTestDatabase();
  for (const person of [auditor, admin, power]) await signInPerson(db, person);
});
afterAll(() => db.close());

const settings = { query: "status:denied", span: "24h" as const };

async function lastEvent() {
  return db.database.auditEvent.findFirstOrThrow({ orderBy: [{ at: "desc" }, { id: "desc" }] });
}

test("a view is saved, changed and removed, each in the ledger with what differs", async () => {
  const context = contextOf(db, admin);
  const { id, updatedAt } = await createView(context, { name: "Denied", shared: true, settings });
  expect(await lastEvent()).toMatchObject({
    type: "view.created",
    userId: admin.subject,
    attrs: { viewId: id, after: { name: "Denied", shared: true, query: "status:denied" } },
  });
  const changed = { id, name: "Denied", shared: true, settings: { ...settings, query: "status:failed" } };
  const { updatedAt: newer } = await updateView(context, { ...changed, expectedUpdatedAt: updatedAt });
  expect(await lastEvent()).toMatchObject({
    type: "view.updated",
    attrs: { before: { query: "status:denied" }, after: { query: "status:failed" } },
  });
  expect(newer.getTime()).toBeGreaterThanOrEqual(updatedAt.getTime());
  await expect(
    updateView(context, { ...changed, expectedUpdatedAt: new Date(updatedAt.getTime() - 1) }),
  ).rejects.toMatchObject({ code: "conflict" });
  expect(await removeView(context, { id })).toEqual({ name: "Denied" });
  expect(await lastEvent()).toMatchObject({ type: "view.removed", attrs: { viewId: id } });
  await expect(readView(context, { id })).rejects.toMatchObject({ code: "not_found" });
});

test("private views are nobody else's, shared ones are for those who see everybody's activity", async () => {
  const mine = await createView(contextOf(db, power), { name: "Mine", settings });
  const ours = await createView(contextOf(db, admin), { name: "Ours", shared: true, settings });
  const seenBy = async (person: typeof admin) => (await listViews(contextOf(db, person))).map(({ id }) => id);
  expect(await seenBy(power)).toEqual([mine.id]);
  expect(await seenBy(admin)).toEqual([ours.id]);
  expect(await seenBy(auditor)).toEqual([ours.id]);
  await expect(readView(contextOf(db, admin), { id: mine.id })).rejects.toMatchObject({ code: "not_found" });
  for (const [person, { id, updatedAt }] of [
    [admin, mine],
    [power, ours],
  ] as const) {
    const context = contextOf(db, person);
    const change = { id, name: "Taken", settings, expectedUpdatedAt: updatedAt };
    await expect(updateView(context, change)).rejects.toMatchObject({ code: "not_found" });
    await expect(removeView(context, { id })).rejects.toMatchObject({ code: "not_found" });
    await expect(markView(context, { id, starred: true })).rejects.toMatchObject({ code: "not_found" });
  }
  await expect(createView(contextOf(db, power), { name: "For all", shared: true, settings })).rejects.toMatchObject({
    code: "forbidden",
  });
  const share = { id: mine.id, name: "Mine", shared: true, settings, expectedUpdatedAt: mine.updatedAt };
  await expect(updateView(contextOf(db, power), share)).rejects.toMatchObject({ code: "forbidden" });
  // Who shares it hands it over; only its author takes it back.
  const hide = { id: ours.id, name: "Ours", settings, expectedUpdatedAt: ours.updatedAt };
  await expect(updateView(contextOf(db, makePerson("owner")), hide)).rejects.toMatchObject({ code: "forbidden" });
});

test("auditors see shared views and keep views of their own, and change nothing for others", async () => {
  const context = contextOf(db, auditor);
  const ours = await createView(contextOf(db, admin), { name: "Ours", shared: true, settings });
  const mine = await createView(context, { name: "Mine", settings });
  const [seen, own] = [await readView(context, { id: ours.id }), await readView(context, { id: mine.id })];
  expect([seen.mayChange, own.mayChange]).toEqual([false, true]);
  const forAll = { name: "For all", shared: true, settings };
  await expect(createView(context, forAll)).rejects.toMatchObject({ code: "forbidden" });
  const change = (view: typeof mine) =>
    updateView(context, { ...forAll, id: view.id, expectedUpdatedAt: view.updatedAt });
  await expect(change(mine)).rejects.toMatchObject({ code: "forbidden" });
  await expect(change(ours)).rejects.toMatchObject({ code: "not_found" });
  await expect(removeView(context, { id: ours.id })).rejects.toMatchObject({ code: "not_found" });
});

test("stars and the default are each person's own, and there is one default at most", async () => {
  const [one, other] = [
    await createView(contextOf(db, admin), { name: "One", shared: true, settings }),
    await createView(contextOf(db, admin), { name: "Other", shared: true, settings }),
  ];
  const context = contextOf(db, auditor);
  await markView(context, { id: one.id, starred: true, isDefault: true });
  await Promise.all([
    markView(context, { id: other.id, isDefault: true }),
    markView(context, { id: one.id, isDefault: true }),
  ]);
  expect(await lastEvent()).toMatchObject({ type: "view.marked", attrs: { isDefault: true } });
  const views = await listViews(context);
  expect(views.filter(({ isDefault }) => isDefault)).toHaveLength(1);
  expect(views.find(({ id }) => id === one.id)?.starred).toBe(true);
  expect((await listViews(contextOf(db, admin))).some(({ starred, isDefault }) => starred || isDefault)).toBe(false);
});
