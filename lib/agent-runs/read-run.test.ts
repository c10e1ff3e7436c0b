import { afterAll, beforeAll, expect, test } from "vitest";
import type { AuditEvent } from "#lib/ledger/events.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import { insertEventsStatement } from "#lib/ledger/insert-events.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { contextOf, makePerson } from "#lib/testing/people.ts";
import { cutAtPauses } from "./cut-at-pauses.ts";
import { readRun } from "./read-run.ts";

const session = "0123456789abcdef0123456789abcdef";
const power = makePerson("power_user");
const start = Date.now() - 3 * 3_600_000;
let db: TestDatabase;

function call(minute: number, given: Partial<AuditEvent> = {}): AuditEvent {
  const at = new Date(start + minute * 60_000);
  return newEvent({
    type: "call.finished",
    status: "ok",
    agent: "bot",
    tool: `t${minute}`,
    durationMs: 5,
    at,
    ...given,
  });
}

const trace = "abcdef0123456789abcdef0123456789";
const traced = call(100, { attrs: { traceparent: `00-${trace}-0123456789abcdef-01` } });
const inSession = [0, 40].map((minute) => call(minute, { attrs: { "mcp.session.id": session } }));
const morning = [call(1), call(9, { userId: power.subject, userName: "paula", agent: "bot" })];
const later = [call(60), call(65), call(66, { type: "call.held", status: "held" })];
const other = call(62, { agent: "another" });

beforeAll(async () => {
  db = await startTestDatabase();
  const { sql, parameters } = insertEventsStatement([...inSession, ...morning, ...later, other, traced]);
  await db.pool.query(sql, parameters as unknown[]);
});
afterAll(() => db.close());

const idsOf = (events: { id: string }[]) => events.map(({ id }) => id);

test("a session has its calls in order, however long the pauses between them", async () => {
  const run = await readRun(contextOf(db, makePerson("admin")), { id: session });
  expect(run).toMatchObject({ kind: "session", afterCursor: null });
  expect(idsOf(run.events)).toEqual(idsOf(inSession));
});

test("the calls of a trace are found by it", async () => {
  const { events } = await readRun(contextOf(db, makePerson("admin")), { id: trace });
  expect(idsOf(events)).toEqual([traced.id]);
});

test("a run is what one caller did around an event without a longer pause, and nobody else's calls", async () => {
  const { events } = await readRun(contextOf(db, makePerson("admin")), { id: later[1]?.id ?? "" });
  expect(idsOf(events)).toEqual(idsOf(later));
});

test("other people's runs and sessions are not there for who sees only their own", async () => {
  const context = contextOf(db, power);
  await expect(readRun(context, { id: session })).rejects.toMatchObject({ code: "not_found" });
  await expect(readRun(context, { id: later[0]?.id ?? "" })).rejects.toMatchObject({ code: "not_found" });
  expect(idsOf((await readRun(context, { id: morning[1]?.id ?? "" })).events)).toEqual([morning[1]?.id]);
  await expect(readRun(context, { id: "../x" })).rejects.toMatchObject({ code: "invalid" });
});

test("a long call is no pause: its run goes on from where it began", () => {
  const long = { at: new Date(30 * 60_000), durationMs: 25 * 60_000 };
  const events = [{ at: new Date(0), durationMs: 1 }, long, { at: new Date(31 * 60_000), durationMs: 1 }];
  expect(cutAtPauses(events, long.at)).toEqual(events);
  const parted = [
    { at: new Date(0), durationMs: 1 },
    { at: new Date(30 * 60_000), durationMs: 1 },
  ];
  expect(cutAtPauses(parted, new Date(0))).toEqual(parted.slice(0, 1));
  expect(cutAtPauses(parted, new Date(30 * 60_000))).toEqual(parted.slice(1));
});
