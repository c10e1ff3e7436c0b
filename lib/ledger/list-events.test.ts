import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { contextOf, makePerson } from "#lib/testing/people.ts";
import { newEvent, type AuditEvent } from "./events.ts";
import { insertEventsStatement } from "./insert-events.ts";
import { listEventFacets } from "./list-event-facets.ts";
import { listEvents } from "./list-events.ts";
import { notAStep } from "./not-a-step.ts";
import type { EventFilter } from "./schemas.ts";

let base: TestDatabase;
const power = makePerson("power_user", { subject: "sub-power", email: "power@example.com" });
const noon = new Date("2026-11-17T12:00:00.000Z");

function call(given: Partial<AuditEvent>): AuditEvent {
  return newEvent({
    type: "call.finished",
    status: "ok",
    at: noon,
    userId: "sub-sam",
    userName: "sam@example.com",
    agent: "deploy-bot",
    connection: "datadog",
    tool: "list",
    attrs: { headers: { authorization: "Bearer secret" } },
    ...given,
  });
}

const events = [
  // Ten in the same millisecond: only the id tells them apart.
  ...Array.from({ length: 10 }, () => call({})),
  call({ at: new Date("2026-11-17T00:00:00.000Z"), status: "failed", agent: "support-ai" }),
  call({ at: new Date("2026-11-18T00:00:00.000Z"), connection: "billing", tool: "refund_create", status: "denied" }),
  call({ at: new Date("2026-11-16T23:59:59.999Z"), userId: power.subject, userName: power.email, agent: null }),
  call({ at: noon, type: "call.started", status: "started" }),
  call({ at: noon, type: "policy.published", agent: null, connection: null, tool: null }),
];

beforeAll(async () => {
  base = await startTestDatabase();
  const statement = insertEventsStatement(events);
  await base.pool.query(statement.sql, statement.parameters);
});
afterAll(() => base.close());

const shown = events.filter((event) => event.type !== "call.started");
const newestFirst = shown
  .toSorted((a, b) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1))
  .map((event) => event.id);

async function idsOf(filter: EventFilter, actor = makePerson("admin")): Promise<string[]> {
  const { events } = await listEvents(contextOf(base, actor), { filter });
  return events.map((event) => event.id);
}

function idsWhere(keep: (event: AuditEvent) => boolean): string[] {
  const kept = new Set(shown.filter(keep).map((event) => event.id));
  return newestFirst.filter((id) => kept.has(id));
}

test.each([
  ["owner", makePerson("owner"), newestFirst],
  ["admin", makePerson("admin"), newestFirst],
  ["auditor", makePerson("power_user", { auditor: true }), newestFirst],
  ["power user", power, idsWhere((event) => event.userId === power.subject)],
])("%s sees exactly what the role may see", async (_, actor, expected) => {
  expect(await idsOf({}, actor)).toEqual(expected);
});

test("no filter widens a power user's view to other people", async () => {
  expect(await idsOf({ user: "sam@example.com" }, power)).toEqual([]);
  expect(await idsOf({ connection: "datadog" }, power)).toHaveLength(1);
});

test.each<[string, EventFilter, (event: AuditEvent) => boolean]>([
  ["user", { user: "power@example.com" }, (event) => event.userName === "power@example.com"],
  ["agent", { agent: "support-ai" }, (event) => event.agent === "support-ai"],
  ["connection", { connection: "billing" }, (event) => event.connection === "billing"],
  ["tool", { tool: "refund_create" }, (event) => event.tool === "refund_create"],
  ["status", { status: "failed" }, (event) => event.status === "failed"],
  ["group", { group: "administration" }, (event) => event.type === "policy.published"],
  [
    "one day, its first millisecond included and the next day's not",
    { from: new Date("2026-11-17T00:00:00Z"), to: new Date("2026-11-18T00:00:00Z") },
    (event) => event.at.toISOString().startsWith("2026-11-17"),
  ],
  [
    "several at once",
    { agent: "deploy-bot", status: "ok", connection: "datadog" },
    (event) => event.agent === "deploy-bot" && event.status === "ok" && event.connection === "datadog",
  ],
])("filters by %s", async (_, filter, keep) => {
  const expected = idsWhere(keep);
  expect(expected).not.toHaveLength(0);
  expect(await idsOf(filter)).toEqual(expected);
});

test("pages older and newer show every event once in one order, also within one millisecond", async () => {
  const admin = contextOf(base, makePerson("admin"));
  const pages: string[][] = [];
  const newerCursors: (string | null)[] = [];
  let older: string | null = null;
  do {
    const page = await listEvents(admin, { limit: 3, ...(older !== null && { older }) });
    pages.push(page.events.map((event) => event.id));
    newerCursors.push(page.newerCursor);
    older = page.olderCursor;
  } while (older !== null);
  expect(pages.flat()).toEqual(newestFirst);
  expect(newerCursors[0]).toBeNull();
  const back = await listEvents(admin, { limit: 3, newer: newerCursors[2] ?? "" });
  expect(back.events.map((event) => event.id)).toEqual(pages[1]);
});

test("going newer than the first page's end shows a full newest page", async () => {
  const admin = contextOf(base, makePerson("admin"));
  const first = await listEvents(admin, { limit: 3 });
  const second = await listEvents(admin, { limit: 3, older: first.olderCursor ?? "" });
  const back = await listEvents(admin, { limit: 3, newer: second.newerCursor ?? "" });
  expect(back.events).toEqual(first.events);
  expect(back.newerCursor).toBeNull();
});

test("rows are metadata: no attributes, so no headers", async () => {
  const page = await listEvents(contextOf(base, makePerson("owner", { auditor: true })), {});
  expect(JSON.stringify(page)).not.toContain("secret");
});

test("a damaged cursor and an unbounded page are refused", async () => {
  const admin = contextOf(base, makePerson("admin"));
  await expect(listEvents(admin, { older: "rubbish" })).rejects.toMatchObject({ code: "invalid" });
  await expect(listEvents(admin, { limit: 100_000 })).rejects.toMatchObject({ code: "invalid" });
});

test("facets list the values of the range, and a power user's are their own", async () => {
  const admin = contextOf(base, makePerson("admin"));
  expect(await listEventFacets(admin)).toEqual({
    users: ["power@example.com", "sam@example.com"],
    agents: ["deploy-bot", "support-ai"],
    connections: ["billing", "datadog"],
  });
  const day = { from: new Date("2026-11-18T00:00:00Z") };
  expect(await listEventFacets(admin, day)).toMatchObject({ connections: ["billing"], agents: ["deploy-bot"] });
  expect(await listEventFacets(contextOf(base, power))).toEqual({
    users: ["power@example.com"],
    agents: [],
    connections: ["datadog"],
  });
});

test("the indexes that leave out the starts of calls serve the lists by person, agent and connection", async () => {
  const client = await base.pool.connect();
  await client.query("begin; set local enable_seqscan = off; set local enable_bitmapscan = off");
  for (const column of ["user_id", "user_name", "agent", "connection"]) {
    const plan = await client.query(
      `explain (costs off) select id from audit_event where ${notAStep.sql} and ${column} = 'x' order by at desc limit 50`,
    );
    const lines = plan.rows.map((row) => String(row["QUERY PLAN"])).join("\n");
    expect(lines).toContain(`${column}_at_id_idx`);
  }
  await client.query("rollback");
  client.release();
});
