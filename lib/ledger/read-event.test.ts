import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { contextOf, makePerson } from "#lib/testing/people.ts";
import { newEvent } from "./new-event.ts";
import { insertEventsStatement } from "./insert-events.ts";
import { readEvent } from "./read-event.ts";

let base: TestDatabase;
const caller = makePerson("power_user", { subject: "sub-caller" });
const approver = makePerson("power_user", { subject: "sub-approver" });

const ids = { callId: "call_1", holdId: "hold_1" };
const started = newEvent({ ...ids, type: "call.started", status: "started", userId: caller.subject });
const held = newEvent({ ...ids, type: "call.held", status: "held", userId: caller.subject });
const approved = newEvent({ ...ids, type: "hold.approved", status: "approved", userId: approver.subject });
// A retry joins the hold with a call id of its own.
const finished = newEvent({
  ...ids,
  callId: "call_2",
  type: "call.finished",
  status: "ok",
  userId: caller.subject,
  requestBytes: 3_000_000_000,
  attrs: { requestHeaders: { authorization: "x" }, arguments: { a: 1 }, rpcId: 7 },
});
const viewed = newEvent({ callId: "call_1", type: "payload.viewed", status: "ok", userId: "sub-auditor" });
const other = newEvent({ callId: "call_3", type: "call.finished", status: "ok", userId: "sub-other" });

beforeAll(async () => {
  base = await startTestDatabase();
  const statement = insertEventsStatement([started, held, approved, finished, viewed, other]);
  await base.pool.query(statement.sql, statement.parameters);
});
afterAll(() => base.close());

async function timelineOf(actor: ReturnType<typeof makePerson>, id: string): Promise<string[]> {
  return (await readEvent(contextOf(base, actor), { id })).timeline.map((event) => event.id);
}

test("an event comes with everything that happened to its call and its hold, oldest first", async () => {
  const all = [started.id, held.id, approved.id, finished.id, viewed.id];
  expect(await timelineOf(makePerson("admin"), held.id)).toEqual(all);
  expect(await timelineOf(makePerson("power_user", { auditor: true }), finished.id)).toEqual(all.slice(0, 4));
});

test("metadata carries no headers or arguments, and sizes beyond 2 GB are numbers", async () => {
  const { event } = await readEvent(contextOf(base, makePerson("owner")), { id: finished.id });
  expect(event).toMatchObject({ requestBytes: 3_000_000_000, attrs: { rpcId: 7 } });
  expect(Object.keys(event.attrs)).toEqual(["rpcId"]);
});

test("a power user reads their own call with its verdict, and not who read its payloads", async () => {
  expect(await timelineOf(caller, held.id)).toEqual([started.id, held.id, approved.id, finished.id]);
});

test("who approved another's call reads their verdict, and not the call", async () => {
  expect(await timelineOf(approver, approved.id)).toEqual([approved.id]);
  await expect(readEvent(contextOf(base, approver), { id: finished.id })).rejects.toMatchObject({ code: "not_found" });
});

test("other people's events and events that are not there look the same to a power user", async () => {
  for (const id of [other.id, "evt_01J5ZK8X3Q7V9M2N4P6R8T0W1Y", "evt_", "", "call_1", `${other.id}'`]) {
    await expect(readEvent(contextOf(base, caller), { id })).rejects.toMatchObject({ code: "not_found" });
  }
});

test("an event whose time lies hours from its id's is found", async () => {
  const late = newEvent({ type: "call.finished", status: "ok", at: new Date(Date.now() - 5 * 3_600_000) });
  const statement = insertEventsStatement([late]);
  await base.pool.query(statement.sql, statement.parameters);
  expect((await readEvent(contextOf(base, makePerson("admin")), { id: late.id })).event.at).toEqual(late.at);
});

test("the steps of a call say how much was masked in each, by kind", async () => {
  const step = { callId: "call_masked", userId: "u", status: "ok" } as const;
  const events = [
    newEvent({ ...step, type: "call.started", attrs: { "masking.by_kind": "email:2 jwt:1" } }),
    newEvent({ ...step, type: "call.finished" }),
  ];
  const statement = insertEventsStatement(events);
  await base.pool.query(statement.sql, statement.parameters);
  const { timeline } = await readEvent(contextOf(base, makePerson("admin")), { id: events[1]?.id ?? "" });
  expect(timeline.map(({ masked }) => masked)).toEqual(["email:2 jwt:1", null]);
});
