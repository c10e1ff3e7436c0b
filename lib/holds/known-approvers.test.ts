import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApprovalTerms } from "#lib/approvals/schemas.ts";
import type { Person } from "#lib/core/context.ts";
import { newId } from "#lib/core/ids.ts";
import { inTransaction } from "#lib/database/pool.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { askedOf, insertHold } from "#lib/testing/holds.ts";
import { contextOf, makePerson, signInPerson } from "#lib/testing/people.ts";
import { decideHold } from "./decide-hold.ts";
import { knownApprovers } from "./known-approvers.ts";
import { listHolds } from "./list-holds.ts";
import { readHold } from "./read-hold.ts";

let base: TestDatabase;
beforeAll(async () => {
  base = await startTestDatabase();
});
afterAll(() => base.close());

/** Groups that no other test uses. */
function newGroup(): string {
  return newId("hold");
}

function join(...groups: string[]): Promise<Person> {
  return signInPerson(base, makePerson("power_user", { groups }));
}

function fixed(terms: ApprovalTerms, more: { userId?: string; excluded?: string[] } = {}): Promise<string[]> {
  return inTransaction(base.pool, (client) =>
    knownApprovers(client, { terms, userId: more.userId ?? null, excluded: more.excluded ?? [] }),
  );
}

async function held(group: string, approverPeople: string[]) {
  const hold = await insertHold(base, { approverGroups: [group] });
  await base.pool.query("update hold set approver_people = $2 where id = $1", [hold.id, approverPeople]);
  return hold;
}

function approve(by: Person, { id: holdId, requestDigest }: { id: string; requestDigest: string }) {
  return decideHold(contextOf(base, by), { holdId, verdict: "approved", reason: "yes", requestDigest });
}

test("the people of the groups at that moment are fixed, where they are enough to approve", async () => {
  const group = newGroup();
  const [first, second] = [await join(group), await join(group, "others")];
  await join("others");
  const both = [first.subject, second.subject].toSorted();
  expect((await fixed(askedOf([group]))).toSorted()).toEqual(both);
  const two = { quorums: [[{ groups: [group], required: 2 }]] };
  expect((await fixed(askedOf([group], two))).toSorted()).toEqual(both);
});

test("where too few are known, nobody is shut out: not by a quorum, an escalation, nor by being the one who asks", async () => {
  const group = newGroup();
  const only = await join(group);
  expect(await fixed(askedOf([group], { quorums: [[{ groups: [group], required: 2 }]] }))).toEqual([]);
  expect(await fixed(askedOf([group], { escalation: { afterS: 60, groups: [newGroup()] } }))).toEqual([]);
  expect(await fixed(askedOf([group]), { userId: only.subject })).toEqual([]);
  expect(await fixed(askedOf([group]), { excluded: [only.subject] })).toEqual([]);
  await base.pool.query(`update "user" set last_seen_at = now() - interval '31 days' where id = $1`, [only.id]);
  expect(await fixed(askedOf([group]))).toEqual([]);
});

test("who joins the group later sees that there is a call, and neither reads nor decides it", async () => {
  const group = newGroup();
  const member = await join(group);
  const hold = await held(group, [member.subject]);
  const newcomer = makePerson("power_user", { groups: [group] });
  await expect(approve(newcomer, hold)).rejects.toMatchObject({
    code: "forbidden",
    message: expect.stringMatching(/when this call was held/),
  });
  expect(await readHold(contextOf(base, newcomer), hold.id)).toMatchObject({
    request: null,
    mayDecide: { allowed: false },
  });
  const mine = (await listHolds(contextOf(base, newcomer), { view: "mine" })).holds.map(({ id }) => id);
  expect(mine).not.toContain(hold.id);
  expect(await approve(member, hold)).toEqual({ state: "approved" });
});

test("who was in the group and left it since does not decide", async () => {
  const group = newGroup();
  const hold = await held(group, ["sub-leaver"]);
  const leaver = makePerson("power_user", { subject: "sub-leaver", groups: [] });
  await expect(approve(leaver, hold)).rejects.toMatchObject({ code: "not_found" });
});

test("who stands in for somebody takes a seat that was there when the call was held, and no other", async () => {
  const group = newGroup();
  const absent = { subject: "sub-absent", email: "absent@example.com", groups: [group] };
  const standIn = makePerson("power_user", { standsInFor: [absent] });
  await expect(approve(standIn, await held(group, ["sub-else"]))).rejects.toMatchObject({ code: "not_found" });
  expect(await approve(standIn, await held(group, ["sub-absent"]))).toEqual({ state: "approved" });
});
