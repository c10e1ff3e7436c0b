import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { insertHold } from "#lib/testing/holds.ts";
import { contextOf, makePerson } from "#lib/testing/people.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { readHoldBackground } from "./read-hold-background.ts";

let base: TestDatabase;
const alice = makePerson("power_user", { subject: "sub-alice", groups: ["approvers"] });
const admin = makePerson("admin", { subject: "sub-admin" });
const eve = makePerson("power_user", { subject: "sub-eve" });

beforeAll(async () => {
  base = await startTestDatabase();
});
afterAll(() => base.close());

function refund(amount: number, state: "pending" | "completed" = "pending") {
  const request = { kind: "mcp" as const, tool: "refund", arguments: { amount, customer: "c1" } };
  return insertHold(base, { request, tool: "refund", state, agent: "refund-bot", userId: null });
}

async function happened(type: "call.finished" | "call.refused", status: "ok" | "denied", tool: string): Promise<void> {
  const event = newEvent({ type, status, agent: "refund-bot", tool, connection: "everything" });
  await recordEvent(base.database, contextOf(base, alice), { ...event, at: new Date(Date.now() - 60_000) });
}

test("an approver sees what the condition saw, what differs from the last approved call, and the hour before", async () => {
  await base.database.policyVersion.create({
    data: {
      version: 1,
      document: {
        rules: [
          {
            id: "sums-need-a-human",
            match: {},
            when: "args.amount > 500.0",
            effect: "hold",
            approval: { groups: ["approvers"], expiresInS: 60 },
          },
        ],
      },
      authorId: "a",
      authorName: "a",
      reason: "r",
    },
  });
  const before = await refund(10, "completed");
  await base.pool.query("update hold set decided_at = now() - interval '1 minute' where id = $1", [before.id]);
  await happened("call.finished", "ok", "lookup");
  await happened("call.finished", "ok", "lookup");
  await happened("call.refused", "denied", "delete");
  const hold = await refund(9_000);
  const background = await readHoldBackground(contextOf(base, alice), hold.id);
  expect(background.conditions).toEqual([
    { rule: "sums-need-a-human", when: "args.amount > 500.0", values: [{ expression: "args.amount", value: "9000" }] },
  ]);
  expect(background.before).toMatchObject({
    holdId: before.id,
    changes: [{ path: "amount", before: "10", after: "9000" }],
    same: 1,
  });
  expect(background.lastHour).toMatchObject({
    calls: 3,
    denied: 1,
    most: [
      { what: "lookup on everything", count: 2 },
      { what: "delete on everything", count: 1 },
    ],
  });
});

test("who may see that the call is held, and not what it says, sees neither values nor differences", async () => {
  const hold = await refund(9_000);
  expect(await readHoldBackground(contextOf(base, admin), hold.id)).toMatchObject({
    conditions: [],
    before: null,
    lastHour: { calls: 3 },
  });
  await expect(readHoldBackground(contextOf(base, eve), hold.id)).rejects.toMatchObject({ code: "not_found" });
});
