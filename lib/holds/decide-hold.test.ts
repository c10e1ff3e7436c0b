import { afterAll, beforeAll, expect, test } from "vitest";
import type { Person } from "#lib/core/context.ts";
import { listen, type Bell } from "#lib/database/bell.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { insertHold } from "#lib/testing/holds.ts";
import { contextOf, makePerson } from "#lib/testing/people.ts";
import { decideHold } from "./decide-hold.ts";

let base: TestDatabase;
const alice = makePerson("power_user", { email: "alice@example.com", groups: ["approvers"] });
const bob = makePerson("power_user", { email: "bob@example.com", groups: ["approvers"] });

beforeAll(async () => {
  base = await startTestDatabase();
});
afterAll(() => base.close());

type Given = Partial<{ verdict: "approved" | "denied"; reason: string; requestDigest: string }>;

function decide(person: Person, hold: { id: string; requestDigest: string }, given: Given = {}) {
  return decideHold(contextOf(base, person), {
    holdId: hold.id,
    verdict: "approved",
    reason: "looks right",
    requestDigest: hold.requestDigest,
    ...given,
  });
}

async function stateOf(id: string): Promise<{ state: string; decidedAt: Date | null; approvals: unknown[] }> {
  return base.database.hold.findUniqueOrThrow({ where: { id }, include: { approvals: true } });
}

/** Nothing moved; recorded is that somebody tried. */
async function expectUntouched(id: string): Promise<void> {
  expect(await stateOf(id)).toMatchObject({ state: "pending", decidedAt: null, approvals: [] });
  const events = await base.database.auditEvent.findMany({ where: { holdId: id } });
  expect(events.filter(({ type }) => type !== "hold.verdict-refused")).toEqual([]);
}

test.each([
  ["approved", "hold.approved"],
  ["denied", "hold.denied"],
] as const)(
  "a hold that is %s moves, keeps who and why, and is in the ledger under the caller",
  async (verdict, type) => {
    const hold = await insertHold(base, { userId: "sub-paula", userName: "paula@example.com", agent: "deploy-bot" });
    expect(await decide(alice, hold, { verdict, reason: " because " })).toEqual({ state: verdict });

    const stored = await stateOf(hold.id);
    expect(stored).toMatchObject({
      state: verdict,
      approvals: [{ verdict, userId: alice.subject, userName: "alice@example.com", reason: "because" }],
    });
    expect(stored.decidedAt).not.toBeNull();
    const events = await base.database.auditEvent.findMany({ where: { holdId: hold.id } });
    expect(events).toMatchObject([
      {
        type,
        status: verdict,
        callId: hold.callId,
        userId: "sub-paula",
        userName: "paula@example.com",
        agent: "deploy-bot",
        rule: "sums-need-a-human",
        approver: "alice@example.com",
        reason: "because",
        clientIp: "203.0.113.7",
        attrs: { approverId: alice.subject, requestDigest: hold.requestDigest },
      },
    ]);
  },
);

test("the decision rings the bell, so that a waiting gateway hears of it", async () => {
  const hold = await insertHold(base);
  const heard: Bell[] = [];
  await new Promise<void>((resolve) => {
    const stop = listen({
      url: base.url,
      onConnected: () => void decide(alice, hold),
      onBell: (bell) => {
        heard.push(bell);
        void stop().then(resolve);
      },
    });
  });
  expect(heard).toEqual([{ topic: "hold", id: hold.id, state: "approved" }]);
});

test("of two people who decide at once one wins, and the other is told who it was", async () => {
  for (let round = 0; round < 5; round++) {
    const hold = await insertHold(base);
    const [first, second] = await Promise.allSettled([
      decide(alice, hold, { verdict: "approved" }),
      decide(bob, hold, { verdict: "denied" }),
    ]);
    const winner = first.status === "fulfilled" ? "alice@example.com" : "bob@example.com";
    const lost = first.status === "fulfilled" ? second : first;
    expect([first.status, second.status].toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(lost).toMatchObject({ reason: { code: "conflict", message: expect.stringContaining(winner) } });
    expect((await stateOf(hold.id)).approvals).toHaveLength(1);
    const events = await base.database.auditEvent.findMany({ where: { holdId: hold.id } });
    expect(events.map(({ type }) => type).toSorted()).toEqual([
      first.status === "fulfilled" ? "hold.approved" : "hold.denied",
      "hold.verdict-refused",
    ]);
  }
});

test("nobody decides their own call, not even with the approvers' group", async () => {
  const hold = await insertHold(base, { userId: alice.subject });
  await expect(decide(alice, hold)).rejects.toMatchObject({ code: "forbidden", message: expect.stringMatching(/own/) });
  await expectUntouched(hold.id);
});

test("a call without a person behind it may be decided by any approver", async () => {
  const hold = await insertHold(base, { userId: null, userName: null, agent: "cron" });
  expect(await decide(alice, hold)).toEqual({ state: "approved" });
});

test("people outside the approvers' groups do not decide: who may see it is told why, others see no such call", async () => {
  const hold = await insertHold(base, { approverGroups: ["finance", "approvers"] });
  const owner = makePerson("owner");
  await expect(decide(owner, hold)).rejects.toMatchObject({
    code: "forbidden",
    message: expect.stringContaining("finance or approvers"),
  });
  await expect(decide(makePerson("power_user", { groups: ["engineering"] }), hold)).rejects.toMatchObject({
    code: "not_found",
  });
  await expectUntouched(hold.id);
});

test("Holdpoint's own processes do not decide", async () => {
  const hold = await insertHold(base);
  const input = { holdId: hold.id, verdict: "approved", reason: "x", requestDigest: hold.requestDigest };
  await expect(decideHold(contextOf(base, { kind: "system", name: "worker" }), input)).rejects.toMatchObject({
    code: "forbidden",
  });
  await expectUntouched(hold.id);
});

test("a hold past its expiry by the database's clock is not decided, though nothing has swept it yet", async () => {
  const hold = await insertHold(base, { expiresInS: -1 });
  await expect(decide(alice, hold)).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringMatching(/Time is up/),
  });
  await expectUntouched(hold.id);
});

test("what is approved is what was read: another digest is refused", async () => {
  const hold = await insertHold(base);
  await expect(decide(alice, hold, { requestDigest: "0".repeat(64) })).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringMatching(/not the one this page showed/),
  });
  await expectUntouched(hold.id);
});

test("a decision needs a reason", async () => {
  const hold = await insertHold(base);
  await expect(decide(alice, hold, { reason: "  " })).rejects.toMatchObject({
    code: "invalid",
    fields: { reason: expect.stringMatching(/Give a reason/) },
  });
  await expectUntouched(hold.id);
});

test("a hold that is not there is not found", async () => {
  await expect(decide(alice, { id: "hold_none", requestDigest: "0".repeat(64) })).rejects.toMatchObject({
    code: "not_found",
  });
});

test("what is refused of a decision is recorded, under who tried, with the reason they got", async () => {
  const hold = await insertHold(base);
  const carol = makePerson("power_user", { email: "carol@example.com", groups: ["approvers"] });
  await expect(decide(carol, hold, { requestDigest: "f".repeat(64) })).rejects.toMatchObject({ code: "conflict" });
  await expect(decide(carol, hold, { reason: "x".repeat(1_000_000) })).rejects.toMatchObject({ code: "invalid" });
  await expect(decide(carol, { id: "hold_forged", requestDigest: hold.requestDigest })).rejects.toMatchObject({
    code: "not_found",
  });
  await expect(decide(makePerson("power_user"), hold)).rejects.toMatchObject({ code: "not_found" });
  const events = await base.database.auditEvent.findMany({
    where: { type: "hold.verdict-refused", OR: [{ holdId: hold.id }, { holdId: null, userId: carol.subject }] },
    orderBy: [{ at: "asc" }, { id: "asc" }],
  });
  expect(events.map(({ errorCode }) => errorCode)).toEqual(["conflict", "invalid", "not_found", "not_found"]);
  expect(events[0]).toMatchObject({
    status: "denied",
    userId: carol.subject,
    approver: carol.email,
    callId: hold.callId,
    tool: "get-sum",
    reason: expect.stringContaining("not the one this page showed"),
  });
  expect(events[2]).toMatchObject({ holdId: null, attrs: { holdId: "hold_forged", tried: "decide" } });
  expect(await stateOf(hold.id)).toMatchObject({ state: "pending", approvals: [] });
});
