import { afterAll, beforeAll, expect, test } from "vitest";
import type { Person } from "#lib/core/context.ts";
import { ringStatement } from "#lib/database/bell.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { insertHold } from "#lib/testing/holds.ts";
import { makePerson } from "#lib/testing/people.ts";
import type { HoldNotice } from "./schemas.ts";
import { watchHolds, type HoldWatch } from "./watch-holds.ts";

let base: TestDatabase;
let watch: HoldWatch;

beforeAll(async () => {
  base = await startTestDatabase();
  watch = watchHolds({ url: base.url, database: base.database, sealer: base.sealer, onError: () => {} });
});
afterAll(async () => {
  await watch.close();
  await base.close();
});

/** What a person's browser would be told, and the first time the watch is connected. */
function watchAs(person: Person) {
  const notices: HoldNotice[] = [];
  let told: (() => void) | undefined;
  const connected = new Promise<void>((resolve) => {
    watch.add({
      person,
      onGap: resolve,
      onNotice: (notice) => {
        notices.push(notice);
        told?.();
      },
    });
  });
  return { notices, connected, next: () => new Promise<void>((resolve) => (told = resolve)) };
}

async function ring(id: string): Promise<void> {
  const bell = ringStatement({ topic: "hold", id, state: "pending" });
  await base.pool.query(bell.sql, bell.parameters);
}

test("a hold is told to those who may see it, as theirs to decide only where it is", async () => {
  const approver = watchAs(makePerson("power_user", { groups: ["approvers"] }));
  const requester = watchAs(makePerson("power_user", { subject: "sub-requester", groups: ["approvers"] }));
  const auditor = watchAs(makePerson("power_user", { auditor: true }));
  const outsider = watchAs(makePerson("power_user", { groups: ["engineering"] }));
  await approver.connected;
  const hold = await insertHold(base);
  const told = Promise.all([approver.next(), requester.next(), auditor.next()]);
  await ring(hold.id);
  await told;

  const notice = { id: hold.id, state: "pending", isNew: true, alone: false, what: "demo-agent, everything, get-sum" };
  const row = { id: hold.id, excerpt: '{"a":2,"b":3}', decidable: null };
  const decidable = { requestDigest: hold.requestDigest };
  expect(approver.notices).toMatchObject([{ ...notice, forMe: true, row: { ...row, decidable } }]);
  expect(requester.notices).toMatchObject([{ ...notice, forMe: false, row }]);
  expect(auditor.notices).toMatchObject([{ ...notice, forMe: false, row: { ...row, excerpt: null } }]);
  expect(outsider.notices).toEqual([]);
});
