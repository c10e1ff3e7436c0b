import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "#lib/core/ids.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { insertHold } from "#lib/testing/holds.ts";
import { contextOf, makePerson } from "#lib/testing/people.ts";
import { readApprovalStats } from "./read-approval-stats.ts";
import { suggest } from "./suggest.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.close());

/** A hold of `daysAgo`, decided after so many seconds. */
async function decided(given: {
  rule: string;
  verdict?: "approved" | "denied";
  afterS?: number;
  daysAgo?: number;
  by?: string;
}) {
  const { rule, verdict, afterS = 60, daysAgo = 0, by = "alice@example.com" } = given;
  const hold = await insertHold(db);
  const state = verdict === undefined ? "expired" : verdict === "approved" ? "completed" : "denied";
  await db.pool.query(
    `update hold set rule = $2, state = $3, created_at = now() - $4 * interval '1 day',
       decided_at = case when $5 then now() - $4 * interval '1 day' + $6 * interval '1 second' end where id = $1`,
    [hold.id, rule, state, daysAgo, verdict !== undefined, afterS],
  );
  if (verdict === undefined) return;
  await db.pool.query(
    `insert into approval (id, hold_id, verdict, user_id, user_name, reason, created_at)
     select $2, id, $3, $4, $4, 'seen', decided_at from hold where id = $1`,
    [hold.id, newId("apr"), verdict, by],
  );
}

test("decisions are counted by day, rule and approver, with the time they took", async () => {
  for (const afterS of [10, 20, 30]) await decided({ rule: "sums", verdict: "approved", afterS });
  await decided({ rule: "sums", verdict: "denied", afterS: 1_000, by: "bob@example.com" });
  await decided({ rule: "sums" });
  await decided({ rule: "deploys", verdict: "approved", afterS: 2, daysAgo: 3 });
  await decided({ rule: "old", verdict: "approved", daysAgo: 40 });
  const stats = await readApprovalStats(contextOf(db, makePerson("admin")), { days: 7 });
  expect(stats.total).toMatchObject({
    holds: 6,
    approved: 4,
    denied: 1,
    expired: 1,
    medianMs: 20_000,
    brokeGlass: 0,
    perDay: 0.9,
  });
  expect(stats.byRule).toMatchObject([
    { rule: "sums", holds: 5, approved: 3, denied: 1, expired: 1, medianMs: 25_000, suggestion: null },
    { rule: "deploys", holds: 1, approved: 1, denied: 0 },
  ]);
  expect(stats.byRule[0]?.p95Ms).toBeGreaterThan(800_000);
  expect(stats.byApprover).toMatchObject([
    { userName: "alice@example.com", approved: 4, denied: 0, hasty: 1, medianMs: 15_000 },
    { userName: "bob@example.com", approved: 0, denied: 1, hasty: 0 },
  ]);
  expect(stats.byDay).toHaveLength(7);
  expect(stats.byDay.reduce((sum, { holds }) => sum + holds, 0)).toBe(6);
});

test("only those who see everybody's activity see how people decide", async () => {
  const context = contextOf(db, makePerson("power_user", { groups: ["approvers"] }));
  await expect(readApprovalStats(context, {})).rejects.toMatchObject({ code: "forbidden" });
  const auditor = contextOf(db, makePerson("power_user", { auditor: true }));
  expect(await readApprovalStats(auditor, {})).toMatchObject({ days: 30 });
  await expect(readApprovalStats(auditor, { days: 400 })).rejects.toMatchObject({ code: "invalid" });
});

test("a rule that is always approved comes with a suggestion, one that people decide does not", () => {
  expect(suggest({ approved: 40, denied: 0, callers: 1 })).toMatchObject({ kind: "grant" });
  expect(suggest({ approved: 40, denied: 0, callers: 9 })).toMatchObject({ kind: "allow" });
  expect(suggest({ approved: 40, denied: 1, callers: 1 })).toBeNull();
  expect(suggest({ approved: 19, denied: 0, callers: 1 })).toBeNull();
});
