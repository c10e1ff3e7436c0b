import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { Person } from "#lib/core/context.ts";
import { breakGlass } from "#lib/holds/break-glass.ts";
import { countHolds } from "#lib/holds/count-holds.ts";
import { decideHold } from "#lib/holds/decide-hold.ts";
import { readHold } from "#lib/holds/read-hold.ts";
import { findSession } from "#lib/people/find-session.ts";
import { openSession } from "#lib/people/open-session.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { askedOf, insertHold, type GivenHold } from "#lib/testing/holds.ts";
import { contextOf, makePerson, signInPerson } from "#lib/testing/people.ts";
import { endStandIn } from "./end-stand-in.ts";
import { listStandIns } from "./list-stand-ins.ts";
import { nameStandIn } from "./name-stand-in.ts";

const hour = 3_600_000;
const admin = makePerson("admin");
const away = makePerson("power_user", { groups: ["approvers", "leads"] });
const standIn = makePerson("power_user", { groups: ["support"] });
const other = makePerson("power_user", { groups: ["approvers"] });
let db: TestDatabase;

beforeAll(async () => {
  db = await startTestDatabase();
  for (const person of [admin, away, standIn, other]) await signInPerson(db, person);
});
afterAll(() => db.close());
afterEach(() => db.pool.query("update hold set state = 'cancelled' where state = 'pending'"));

/** As the console sees a person at their next request. */
async function now(person: Person): Promise<Person> {
  const token = `${person.id}-${Math.random()}`;
  await openSession(contextOf(db, person), { token, userId: person.id, expires: new Date(Date.now() + hour) });
  return (await findSession(db.database, token)) ?? person;
}

function named(given: { startsAt?: Date; endsAt?: Date; email?: string } = {}) {
  const times = { startsAt: new Date(Date.now() - 1_000), endsAt: new Date(Date.now() + hour) };
  return nameStandIn(contextOf(db, away), { email: standIn.email, note: "holiday", ...times, ...given });
}

async function decide(person: Person, hold: { id: string; requestDigest: string }, verdict = "approved") {
  const { id: holdId, requestDigest } = hold;
  return decideHold(contextOf(db, await now(person)), { holdId, requestDigest, verdict, reason: "seen" });
}

async function heldFor(given: GivenHold & { required?: number; breakGlass?: string[] } = {}) {
  const { required = 1, breakGlass: alone = [], ...hold } = given;
  const made = await insertHold(db, hold);
  const terms = askedOf(["approvers"], { quorums: [[{ groups: ["approvers"], required }]], breakGlass: alone });
  await db.pool.query("update hold set terms = $2 where id = $1", [made.id, JSON.stringify(terms)]);
  return made;
}

test("a stand-in decides with the groups of who is away, which is recorded, and not a moment longer", async () => {
  const first = await heldFor();
  await expect(decide(standIn, first)).rejects.toMatchObject({ code: "not_found" });
  const { id } = await named();
  const event = await db.database.auditEvent.findFirstOrThrow({ where: { type: "stand-in.named" } });
  expect(event).toMatchObject({
    userId: away.subject,
    reason: "holiday",
    attrs: { standIn: { subject: standIn.subject, email: standIn.email }, groups: ["approvers", "leads"] },
  });
  expect(await countHolds(contextOf(db, await now(standIn)))).toMatchObject({ mine: 1 });
  const seen = await readHold(contextOf(db, await now(standIn)), first.id);
  expect(seen).toMatchObject({ mayDecide: { allowed: true, inPlaceOf: [away.email] }, request: { tool: "get-sum" } });
  expect(await decide(standIn, first)).toEqual({ state: "approved" });
  const approved = await db.database.auditEvent.findFirstOrThrow({
    where: { holdId: first.id, type: "hold.approved" },
  });
  expect(approved).toMatchObject({ approver: standIn.email, attrs: { standsInFor: [away.email] } });

  const second = await heldFor();
  await endStandIn(contextOf(db, away), { id });
  expect(await db.database.auditEvent.count({ where: { type: "stand-in.ended" } })).toBe(1);
  await expect(decide(standIn, second)).rejects.toMatchObject({ code: "not_found" });
  await expect(endStandIn(contextOf(db, away), { id })).rejects.toMatchObject({ code: "conflict" });
});

test("never for calls that either of them asked for, nor by breaking the glass, nor handed on", async () => {
  const { id } = await named();
  const ofAway = await heldFor({ userId: away.subject });
  const ofStandIn = await heldFor({ userId: standIn.subject });
  const ofTheirAgent = await heldFor();
  await db.pool.query("update hold set excluded = array[$2] where id = $1", [ofTheirAgent.id, away.subject]);
  for (const hold of [ofAway, ofTheirAgent]) {
    await expect(decide(standIn, hold)).rejects.toMatchObject({ code: "not_found" });
  }
  await expect(decide(standIn, ofStandIn)).rejects.toMatchObject({ code: "forbidden" });
  expect(await countHolds(contextOf(db, await now(standIn)))).toMatchObject({ mine: 0 });

  const alone = await heldFor({ breakGlass: ["leads"] });
  await expect(
    breakGlass(contextOf(db, await now(standIn)), {
      holdId: alone.id,
      requestDigest: alone.requestDigest,
      reason: "it cannot wait",
      confirm: "break glass",
    }),
  ).rejects.toMatchObject({ code: "forbidden" });

  const handedOn = await nameStandIn(contextOf(db, standIn), {
    email: admin.email,
    startsAt: new Date(Date.now() - 1_000),
    endsAt: new Date(Date.now() + hour),
  });
  expect((await now(admin)).standsInFor).toEqual([
    { subject: standIn.subject, email: standIn.email, groups: standIn.groups },
  ]);
  for (const ended of [id, handedOn.id]) await endStandIn(contextOf(db, admin), { id: ended });
});

test("one seat is one vote: who is away and has voted is not voted for again, whoever is faster", async () => {
  const { id } = await named();
  const hold = await heldFor({ required: 2 });
  const results = await Promise.allSettled([decide(away, hold), decide(standIn, hold)]);
  // Away may vote after the stand-in, as themselves; the stand-in not after them.
  const votes = await db.database.approval.findMany({ where: { holdId: hold.id }, orderBy: { createdAt: "asc" } });
  const fulfilled = results.filter(({ status }) => status === "fulfilled");
  expect(fulfilled).toHaveLength(votes.length);
  expect(votes.map(({ userId }) => userId).at(-1)).toBe(away.subject);
  const next = await heldFor({ required: 2 });
  await decide(away, next);
  await expect(decide(standIn, next)).rejects.toMatchObject({ code: expect.stringMatching(/not_found|forbidden/) });
  await endStandIn(contextOf(db, standIn), { id });
});

test("somebody else is named who has signed in, once at a time, for 90 days at most", async () => {
  for (const email of [away.email, "nobody@example.com"]) {
    await expect(named({ email })).rejects.toMatchObject({ code: "invalid", fields: { email: expect.any(String) } });
  }
  for (const endsAt of [new Date(Date.now() + 100 * 24 * hour), new Date(Date.now() - 5_000)]) {
    await expect(named({ endsAt })).rejects.toMatchObject({ code: "invalid", fields: { endsAt: expect.any(String) } });
  }
  const asked = await Promise.allSettled([named(), named(), named()]);
  expect(asked.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await listStandIns(contextOf(db, other))).toEqual([]);
  const [listed] = await listStandIns(contextOf(db, standIn));
  expect(listed).toMatchObject({ state: "active", mine: false, absent: away.email, standIn: standIn.email });
  await expect(endStandIn(contextOf(db, other), { id: listed?.id })).rejects.toMatchObject({ code: "not_found" });
  const deciding = { id: "apk_1", name: "ci", decides: false };
  await expect(nameStandIn(contextOf(db, { ...away, apiKey: deciding }), { ...validInput() })).rejects.toMatchObject({
    code: "forbidden",
  });
});

test("the groups of somebody who has not signed in for 30 days are not believed", async () => {
  expect((await now(standIn)).standsInFor).toHaveLength(1);
  await db.pool.query(`update "user" set last_seen_at = now() - interval '31 days' where id = $1`, [away.id]);
  expect((await now(standIn)).standsInFor).toBeUndefined();
});

function validInput() {
  return { email: standIn.email, startsAt: new Date(), endsAt: new Date(Date.now() + hour) };
}
