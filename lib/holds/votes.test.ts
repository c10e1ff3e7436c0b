import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApprovalTerms } from "#lib/approvals/schemas.ts";
import type { Person } from "#lib/core/context.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { askedOf, insertHold } from "#lib/testing/holds.ts";
import { contextOf, makePerson } from "#lib/testing/people.ts";
import { breakGlass } from "./break-glass.ts";
import { countHolds } from "./count-holds.ts";
import { decideHold } from "./decide-hold.ts";
import { escalateHolds } from "./escalate-holds.ts";
import { readHold } from "./read-hold.ts";
import { reviewHold } from "./review-hold.ts";
import type { DecideHold } from "./schemas.ts";
import { withdrawHold } from "./withdraw-hold.ts";

let base: TestDatabase;
const alice = person("alice", "finance");
const bob = person("bob", "finance");
const carol = person("carol", "security");
const dora = person("dora", "finance", "security");
const oncall = person("olga", "oncall");
const admin = makePerson("admin", { email: "admin@example.com" });

beforeAll(async () => {
  base = await startTestDatabase();
});
afterAll(() => base.close());

type Held = { id: string; requestDigest: string };

function person(name: string, ...groups: string[]): Person {
  return makePerson("power_user", { email: `${name}@example.com`, subject: `sub-${name}`, groups });
}

async function held(terms: Partial<ApprovalTerms> = {}, more: { userId?: string; excluded?: string[] } = {}) {
  const asked = askedOf(["finance"], terms);
  const groups = [...new Set(asked.quorums.flat().flatMap((quorum) => quorum.groups))];
  const hold = await insertHold(base, { approverGroups: groups, ...(more.userId && { userId: more.userId }) });
  await base.pool.query("update hold set terms = $2, excluded = $3, requirement = 'r' where id = $1", [
    hold.id,
    JSON.stringify({ ...asked, groups }),
    more.excluded ?? [],
  ]);
  return hold;
}

function decide(by: Person, hold: Held, given: Partial<DecideHold> = {}) {
  return decideHold(contextOf(base, by), {
    holdId: hold.id,
    verdict: "approved",
    reason: "looks right",
    requestDigest: hold.requestDigest,
    ...given,
  });
}

async function eventTypes(holdId: string): Promise<string[]> {
  const events = await base.database.auditEvent.findMany({
    where: { holdId },
    orderBy: [{ at: "asc" }, { id: "asc" }],
  });
  return events.map(({ type }) => type).filter((type) => type !== "hold.verdict-refused");
}

async function stateOf(id: string): Promise<string> {
  return (await base.database.hold.findUniqueOrThrow({ where: { id } })).state;
}

const two = { quorums: [[{ groups: ["finance"], required: 2 }]] };
const both = {
  quorums: [
    [
      { groups: ["finance"], required: 1 },
      { groups: ["security"], required: 1 },
    ],
  ],
};

test("two of a group must approve, and each approval is in the ledger", async () => {
  const hold = await held(two);
  expect(await decide(alice, hold)).toEqual({ state: "pending" });
  expect(await stateOf(hold.id)).toBe("pending");
  expect(await readHold(contextOf(base, bob), hold.id)).toMatchObject({
    verdict: null,
    votes: [{ userName: "alice@example.com", verdict: "approved" }],
    quorums: [[{ groups: ["finance"], required: 2, given: 1 }]],
    mayDecide: { allowed: true },
  });
  expect(await decide(bob, hold)).toEqual({ state: "approved" });
  expect(await eventTypes(hold.id)).toEqual(["hold.voted", "hold.approved"]);
});

test("nobody counts twice: not by voting again, not by ten votes at once", async () => {
  const hold = await held(two);
  await decide(alice, hold);
  await expect(decide(alice, hold)).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("You have approved this call already"),
  });
  const other = await held(two);
  const votes = await Promise.allSettled(Array.from({ length: 10 }, () => decide(alice, other)));
  expect(votes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await stateOf(other.id)).toBe("pending");
  expect(await eventTypes(other.id)).toEqual(["hold.voted"]);
});

test("two who approve at the same moment are both counted, and the hold moves once", async () => {
  const hold = await held(two);
  const states = await Promise.all([decide(alice, hold), decide(bob, hold)]);
  expect(states.map(({ state }) => state).toSorted()).toEqual(["approved", "pending"]);
  expect((await eventTypes(hold.id)).toSorted()).toEqual(["hold.approved", "hold.voted"]);
});

test("two groups with a quorum each need two people, also where one is in both", async () => {
  const hold = await held(both);
  expect(await decide(dora, hold)).toEqual({ state: "pending" });
  expect(await decide(alice, hold)).toEqual({ state: "approved" });
  const other = await held(both);
  expect(await decide(alice, other)).toEqual({ state: "pending" });
  expect(await decide(bob, other)).toEqual({ state: "pending" });
  expect(await decide(carol, other)).toEqual({ state: "approved" });
});

test("one denial ends it, whoever approved before", async () => {
  const hold = await held(two);
  await decide(alice, hold);
  expect(await decide(bob, hold, { verdict: "denied", reason: "no" })).toEqual({ state: "denied" });
  await expect(decide(dora, hold)).rejects.toMatchObject({ message: "bob@example.com has already denied this call." });
});

test("the owner of the agent may not approve its calls, and is not told that it waits for them", async () => {
  const hold = await held({}, { excluded: [alice.subject] });
  await expect(decide(alice, hold)).rejects.toMatchObject({
    code: "forbidden",
    message: expect.stringContaining("own agent"),
  });
  const before = await countHolds(contextOf(base, alice));
  await held();
  expect((await countHolds(contextOf(base, alice))).mine).toBe(before.mine + 1);
  expect(await decide(bob, hold)).toEqual({ state: "approved" });
});

test("an approver whom the group has lost in between is refused, nothing moves, and their earlier vote stands", async () => {
  const hold = await held(two);
  await decide(alice, hold);
  const removed = { ...bob, groups: [] };
  await expect(decide(removed, hold)).rejects.toMatchObject({ code: "not_found" });
  expect(await stateOf(hold.id)).toBe("pending");
  expect(await decide(bob, hold)).toEqual({ state: "approved" });
});

test("after its time a hold escalates: further people may decide, once, recorded", async () => {
  const hold = await held({ ...two, escalation: { afterS: 60, groups: ["oncall"] } });
  await base.pool.query("update hold set escalates_at = now() + interval '1 minute' where id = $1", [hold.id]);
  expect(await escalateHolds(base.pool)).toBe(0);
  await expect(decide(oncall, hold)).rejects.toMatchObject({ code: "not_found" });
  await base.pool.query("update hold set escalates_at = now() - interval '1 second' where id = $1", [hold.id]);
  expect(await escalateHolds(base.pool)).toBe(1);
  expect(await escalateHolds(base.pool)).toBe(0);
  expect(await decide(oncall, hold)).toEqual({ state: "pending" });
  expect(await decide(alice, hold)).toEqual({ state: "approved" });
  expect(await eventTypes(hold.id)).toEqual(["hold.escalated", "hold.voted", "hold.approved"]);
});

test("breaking the glass takes one person of the rule's groups, a sentence and the words, and is recorded as such", async () => {
  const hold = await held({ ...two, breakGlass: ["oncall"] });
  const input = {
    holdId: hold.id,
    requestDigest: hold.requestDigest,
    reason: "Production is down and nobody answers.",
    confirm: "break glass",
  };
  await expect(breakGlass(contextOf(base, alice), input)).rejects.toMatchObject({ code: "forbidden" });
  await expect(breakGlass(contextOf(base, oncall), { ...input, confirm: "yes" })).rejects.toMatchObject({
    code: "invalid",
  });
  await expect(breakGlass(contextOf(base, oncall), { ...input, reason: "now" })).rejects.toMatchObject({
    code: "invalid",
  });
  const digest = "0".repeat(64);
  await expect(breakGlass(contextOf(base, oncall), { ...input, requestDigest: digest })).rejects.toMatchObject({
    code: "forbidden",
  });
  expect(await stateOf(hold.id)).toBe("pending");
  expect(await readHold(contextOf(base, oncall), hold.id)).toMatchObject({ mayBreakGlass: true });
  expect(await breakGlass(contextOf(base, oncall), input)).toEqual({ state: "approved" });
  expect(await eventTypes(hold.id)).toEqual(["hold.broke-glass"]);
  await expect(breakGlass(contextOf(base, oncall), input)).rejects.toMatchObject({ code: "conflict" });
});

test("a lone release stands out until somebody else has reviewed it", async () => {
  const hold = await held({ ...two, breakGlass: ["oncall"] });
  const release = { holdId: hold.id, requestDigest: hold.requestDigest, confirm: "break glass" };
  await breakGlass(contextOf(base, oncall), { ...release, reason: "Production is down, nobody answers." });
  const review = { holdId: hold.id, note: "It was right." };
  expect(await readHold(contextOf(base, alice), hold.id)).toMatchObject({
    awaitsReview: true,
    brokeGlass: { mayReview: true, reviewedByName: null },
  });
  await expect(reviewHold(contextOf(base, oncall), review)).rejects.toMatchObject({ code: "forbidden" });
  await expect(reviewHold(contextOf(base, person("eve")), review)).rejects.toMatchObject({ code: "not_found" });
  await reviewHold(contextOf(base, admin), review);
  await expect(reviewHold(contextOf(base, alice), review)).rejects.toMatchObject({ code: "conflict" });
  expect(await readHold(contextOf(base, alice), hold.id)).toMatchObject({
    awaitsReview: false,
    brokeGlass: { mayReview: false, reviewedByName: "admin@example.com", note: "It was right." },
  });
  expect(await eventTypes(hold.id)).toEqual(["hold.broke-glass", "hold.reviewed"]);
});

test("nobody breaks the glass for their own call or agent", async () => {
  for (const more of [{ userId: oncall.subject }, { excluded: [oncall.subject] }]) {
    const hold = await held({ breakGlass: ["oncall"] }, more);
    const input = {
      holdId: hold.id,
      requestDigest: hold.requestDigest,
      reason: "It is urgent.",
      confirm: "break glass",
    };
    await expect(breakGlass(contextOf(base, oncall), input)).rejects.toMatchObject({ code: "forbidden" });
    expect(await stateOf(hold.id)).toBe("pending");
  }
});

test("who asked takes the call back, nobody else, and not once it was sent", async () => {
  const paula = person("paula");
  const hold = await held({}, { userId: paula.subject });
  await expect(withdrawHold(contextOf(base, alice), { holdId: hold.id })).rejects.toMatchObject({ code: "forbidden" });
  await expect(withdrawHold(contextOf(base, person("eve")), { holdId: hold.id })).rejects.toMatchObject({
    code: "not_found",
  });
  expect(await withdrawHold(contextOf(base, paula), { holdId: hold.id })).toEqual({ state: "cancelled" });
  await expect(decide(alice, hold)).rejects.toMatchObject({ code: "conflict" });
  expect(await eventTypes(hold.id)).toEqual(["hold.cancelled"]);
  const sent = await held({}, { userId: paula.subject });
  await base.pool.query("update hold set state = 'dispatched' where id = $1", [sent.id]);
  await expect(withdrawHold(contextOf(base, paula), { holdId: sent.id })).rejects.toMatchObject({ code: "conflict" });
});
