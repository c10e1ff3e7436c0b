import { afterAll, beforeAll, expect, test } from "vitest";
import type { Person } from "#lib/core/context.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { insertHold } from "#lib/testing/holds.ts";
import { contextOf, makePerson } from "#lib/testing/people.ts";
import { countHolds } from "./count-holds.ts";
import { listHolds } from "./list-holds.ts";
import { readHold } from "./read-hold.ts";
import type { HoldView } from "./schemas.ts";

let base: TestDatabase;
const alice = makePerson("power_user", { groups: ["approvers"] });
const outsider = makePerson("power_user", { groups: ["engineering"] });
const requester = makePerson("power_user", { subject: "sub-requester" });
const admin = makePerson("admin");
let waiting: { id: string };
let own: { id: string };
let finance: { id: string };
let late: { id: string };
let denied: { id: string };

beforeAll(async () => {
  base = await startTestDatabase();
  waiting = await insertHold(base, { expiresInS: 600 });
  own = await insertHold(base, { userId: alice.subject, expiresInS: 300 });
  finance = await insertHold(base, { approverGroups: ["finance"], expiresInS: 60 });
  late = await insertHold(base, { expiresInS: -5 });
  denied = await insertHold(base, { state: "denied" });
});
afterAll(() => base.close());

async function idsOf(person: Person, view: HoldView): Promise<string[]> {
  return (await listHolds(contextOf(base, person), { view })).holds.map((hold) => hold.id);
}

test("mine are the waiting holds that the person may decide: not their own, not of other groups, not over", async () => {
  expect(await idsOf(alice, "mine")).toEqual([waiting.id]);
  expect(await countHolds(contextOf(base, alice))).toEqual({ mine: 1, pending: 2, review: 0 });
});

test("what may be decided from the list says so, and which calls are the same but for their caller", async () => {
  const request = { kind: "mcp" as const, tool: "pay", arguments: { to: "c1" } };
  const twins = [await insertHold(base, { request, agent: "one" }), await insertHold(base, { request, agent: "two" })];
  const { holds } = await listHolds(contextOf(base, alice), { view: "pending" });
  const [first, second] = twins.map(({ id }) => holds.find((hold) => hold.id === id)?.decidable);
  expect(first).toMatchObject({ requestDigest: twins[0]?.requestDigest });
  expect(first?.sameness).toBe(second?.sameness);
  expect(holds.find(({ id }) => id === waiting.id)?.decidable?.sameness).not.toBe(first?.sameness);
  expect(holds.find(({ id }) => id === own.id)?.decidable).toBeNull();
  await base.database.hold.deleteMany({ where: { id: { in: twins.map(({ id }) => id) } } });
});

test("all pending are those the person may see, the soonest to expire first", async () => {
  expect(await idsOf(alice, "pending")).toEqual([own.id, waiting.id]);
  expect(await idsOf(admin, "pending")).toEqual([finance.id, own.id, waiting.id]);
  expect(await idsOf(requester, "pending")).toEqual([finance.id, waiting.id]);
  expect(await idsOf(outsider, "pending")).toEqual([]);
});

test("who owns an agent sees what it waits for as a power user+, but not with which arguments", async () => {
  const ownedAgents = ["demo-agent"];
  const plus = makePerson("power_user_plus", { ownedAgents });
  expect(await idsOf(plus, "pending")).toEqual([finance.id, own.id, waiting.id]);
  expect(await idsOf(plus, "mine")).toEqual([]);
  expect(await readHold(contextOf(base, plus), waiting.id)).toMatchObject({ request: null });
  expect(await idsOf(makePerson("power_user", { ownedAgents }), "pending")).toEqual([]);
  expect(await idsOf(makePerson("power_user_plus", { ownedAgents: ["other"] }), "pending")).toEqual([]);
});

test("decided are those that no longer wait, expired ones that nothing has swept yet among them", async () => {
  expect((await idsOf(alice, "decided")).toSorted()).toEqual([late.id, denied.id].toSorted());
  expect(await idsOf(outsider, "decided")).toEqual([]);
});

test("a hold says what would run to its approvers and its requester, and only that it is to other readers", async () => {
  const request = { kind: "mcp", tool: "get-sum", arguments: { a: 2, b: 3 } };
  expect(await readHold(contextOf(base, alice), waiting.id)).toMatchObject({ request, mayDecide: { allowed: true } });
  expect(await readHold(contextOf(base, requester), waiting.id)).toMatchObject({
    request,
    mayDecide: { allowed: false, why: expect.stringMatching(/yours/) },
  });
  expect(await readHold(contextOf(base, admin), waiting.id)).toMatchObject({
    request: null,
    mayDecide: { allowed: false, why: expect.stringMatching(/approvers/) },
  });
});

async function excerpt(person: Person): Promise<string | null | undefined> {
  const { holds } = await listHolds(contextOf(base, person), { view: "pending" });
  return holds.find((hold) => hold.id === waiting.id)?.excerpt;
}

test("the list shows the beginning of what would run to those who may read it, and to nobody else", async () => {
  expect(await excerpt(alice)).toBe('{"a":2,"b":3}');
  expect(await excerpt(admin)).toBeNull();
});

test("somebody else's hold looks like one that does not exist", async () => {
  const context = contextOf(base, outsider);
  const refused = await readHold(context, waiting.id).catch((error: unknown) => error);
  const absent = await readHold(context, "hold_none").catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: "not_found" });
  expect(absent).toEqual(refused);
});
