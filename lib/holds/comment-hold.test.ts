import { afterAll, beforeAll, expect, test } from "vitest";
import type { Person } from "#lib/core/context.ts";
import { listen, type Bell } from "#lib/database/bell.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { insertHold } from "#lib/testing/holds.ts";
import { contextOf, makePerson } from "#lib/testing/people.ts";
import { commentHold } from "./comment-hold.ts";
import { readHold } from "./read-hold.ts";

let base: TestDatabase;
const approver = makePerson("power_user", { groups: ["approvers"] });
const requester = makePerson("power_user", { subject: "sub-requester" });
const admin = makePerson("admin");

beforeAll(async () => {
  base = await startTestDatabase();
});
afterAll(() => base.close());

function say(by: Person, holdId: string, text: string) {
  return commentHold(contextOf(base, by), { holdId, text });
}

test("approvers and whoever asked talk about a call, in order, seen by all who see it, and nothing is decided", async () => {
  const { id } = await insertHold(base);
  await say(approver, id, "Why so much?\u202e");
  await say(requester, id, "It is the whole year.");
  const hold = await readHold(contextOf(base, admin), id);
  expect(hold).toMatchObject({ state: "pending", votes: [], mayComment: false });
  expect(hold.comments.map(({ userName, text }) => [userName, text])).toEqual([
    [approver.email, "Why so much?\u202e"],
    [requester.email, "It is the whole year."],
  ]);
  const events = await base.database.auditEvent.findMany({ where: { holdId: id }, orderBy: { at: "asc" } });
  expect(events).toMatchObject([
    { type: "hold.commented", userId: approver.subject, reason: "Why so much?\u202e", approver: null },
    { type: "hold.commented", userId: requester.subject, callId: hold.callId },
  ]);
});

test("open pages hear of a comment at once, as news of a call that they know", async () => {
  const { id } = await insertHold(base);
  const bells: Bell[] = [];
  let rang: (() => void) | undefined;
  const heard = new Promise<void>((resolve) => (rang = resolve));
  const stop = await new Promise<() => Promise<void>>((resolve) => {
    const stopListening = listen({
      url: base.url,
      onBell: (bell) => {
        bells.push(bell);
        rang?.();
      },
      onConnected: () => resolve(stopListening),
    });
  });
  await say(approver, id, "Looking at it.");
  await heard;
  await stop();
  expect(bells).toEqual([{ topic: "hold", id, state: "pending", again: true }]);
});

test.each([
  ["who sees it and does not read it", admin, "forbidden"],
  ["who does not see it", makePerson("power_user", { groups: ["others"] }), "not_found"],
])("%s says nothing", async (_, person, code) => {
  const { id } = await insertHold(base);
  await expect(say(person, id, "hello")).rejects.toMatchObject({ code });
  expect((await readHold(contextOf(base, approver), id)).comments).toEqual([]);
});

test("empty and endless comments, and more than 200 of them, are refused", async () => {
  const { id } = await insertHold(base);
  await expect(say(approver, id, "  ")).rejects.toMatchObject({ code: "invalid" });
  await expect(say(approver, id, "x".repeat(1_000_000))).rejects.toMatchObject({ code: "invalid" });
  await base.pool.query(
    "insert into hold_comment (id, hold_id, user_id, user_name, text) select $1 || n, $1, 'u', 'u', 'x' from generate_series(1, 200) n",
    [id],
  );
  await expect(say(approver, id, "one more")).rejects.toMatchObject({ code: "conflict" });
});
