import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "#lib/core/ids.ts";
import type { AuditEvent } from "#lib/ledger/events.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import { insertEventsStatement } from "#lib/ledger/insert-events.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { contextOf, makePerson } from "#lib/testing/people.ts";
import type { SortOrder } from "./schemas.ts";
import { searchEvents } from "./search-events.ts";
import { completeQuery } from "./complete-query.ts";
import { countEvents } from "./count-events.ts";
import { groupEvents } from "./group-events.ts";
import { readFacets } from "./read-facets.ts";
import { readHistogram } from "./read-histogram.ts";

let base: TestDatabase;
const power = makePerson("power_user", { subject: "sub-power", email: "power@example.com" });
const noon = new Date("2026-11-17T12:00:00.000Z");

function call(given: Partial<AuditEvent>): AuditEvent {
  return newEvent({
    type: "call.finished",
    status: "ok",
    at: noon,
    userId: "sub-sam",
    userName: "Sam.Lee@example.com",
    agent: "deploy-bot",
    connection: "datadog",
    tool: "list_pods",
    operation: "GET /api/v1/monitor/7",
    clientIp: "10.1.2.3",
    durationMs: 20,
    httpStatus: 200,
    ...given,
    attrs: { headers: { authorization: "Bearer secret" }, ...given.attrs },
  });
}

const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
const events = [
  // Ten in the same millisecond: only the id tells them apart.
  ...Array.from({ length: 10 }, () => call({})),
  call({
    at: new Date("2026-11-17T00:00:00.000Z"),
    status: "failed",
    agent: "support-ai",
    errorCode: "upstream_timeout",
    durationMs: 2_500,
    httpStatus: 504,
  }),
  call({
    at: new Date("2026-11-18T00:00:00.000Z"),
    connection: "billing",
    tool: "refund_create",
    status: "denied",
    rule: "refunds-over-500",
    durationMs: 3,
    clientIp: "2001:db8::7",
  }),
  call({
    at: new Date("2026-11-16T23:59:59.999Z"),
    userId: power.subject,
    userName: power.email,
    agent: null,
    tool: null,
    durationMs: null,
  }),
  call({ at: noon, type: "call.started", status: "started" }),
  call({
    at: noon,
    type: "policy.published",
    agent: null,
    connection: null,
    tool: null,
    reason: "Ticket CHG-4821: free text, here",
    durationMs: null,
    operation: null,
  }),
  call({
    attrs: {
      "masking.by_kind": "email:3 credit_card:1",
      "mcp.session.id": "abc",
      "mcp.client.name": "Claude Code",
      traceparent,
      "holdpoint.risk": "high",
    },
  }),
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
  .map(({ id }) => id);

async function idsOf(
  query: string,
  actor = makePerson("admin"),
  range: { from?: Date; to?: Date } = {},
): Promise<string[]> {
  const { events } = await searchEvents(contextOf(base, actor), { search: { query, ...range } });
  return events.map(({ id }) => id);
}

function idsWhere(keep: (event: AuditEvent) => boolean): string[] {
  const kept = new Set(shown.filter(keep).map(({ id }) => id));
  return newestFirst.filter((id) => kept.has(id));
}

test.each([
  ["owner", makePerson("owner"), newestFirst],
  ["auditor", makePerson("power_user", { auditor: true }), newestFirst],
  ["power user", power, idsWhere((event) => event.userId === power.subject)],
])("%s sees exactly what the role may see", async (_, actor, expected) => {
  expect(await idsOf("", actor)).toEqual(expected);
});

test("each event of a list says its risk and what was masked, and nothing else of its details", async () => {
  const { events: found } = await searchEvents(contextOf(base, makePerson("admin")), {
    search: { query: "masked:email" },
  });
  expect(found).toMatchObject([{ risk: "high", masked: "email:3 credit_card:1" }]);
  expect(JSON.stringify(found)).not.toMatch(/Bearer|Claude/);
});

test("no query widens a power user's view to other people", async () => {
  for (const query of ["user:sam.lee", "*", "-user:x", "server:datadog OR status:ok", "-(status:failed)"]) {
    const own = new Set(idsWhere((event) => event.userId === power.subject));
    expect((await idsOf(query, power)).filter((id) => !own.has(id))).toEqual([]);
  }
});

test.each<[string, (event: AuditEvent) => boolean]>([
  ["user:power@example.com", (event) => event.userName === "power@example.com"],
  ["user:sam.lee", (event) => event.userName === "Sam.Lee@example.com"],
  ["user:SAM.LEE@EXAMPLE.COM", (event) => event.userName === "Sam.Lee@example.com"],
  ["-user:sam.lee", (event) => event.userName !== "Sam.Lee@example.com"],
  ["agent:support-ai", (event) => event.agent === "support-ai"],
  ["-agent:deploy-bot", (event) => event.agent !== "deploy-bot"],
  ["-agent:*", (event) => event.agent === null],
  ["server:(billing OR github)", (event) => event.connection === "billing"],
  ["tool:list_*", (event) => event.tool === "list_pods"],
  ["tool:list?pods -agent:support-ai", (event) => event.tool === "list_pods" && event.agent !== "support-ai"],
  ["tool:list\\*pods", () => false],
  ["status:error", (event) => event.status === "failed"],
  ["group:administration", (event) => event.type === "policy.published"],
  ["duration:>2s", (event) => (event.durationMs ?? 0) > 2_000],
  ["duration:[3 TO 20]", (event) => event.durationMs !== null && event.durationMs <= 20],
  ["duration:{3 TO 20}", () => false],
  ["-duration:<100ms", (event) => event.durationMs === null || event.durationMs >= 100],
  ["http:5*", (event) => event.httpStatus === 504],
  ["http:>=500", (event) => event.httpStatus === 504],
  ["address:10.0.0.0/8", (event) => event.clientIp === "10.1.2.3"],
  ["address:2001:db8::/32", (event) => event.clientIp === "2001:db8::7"],
  ["masked:credit_card", (event) => "masking.by_kind" in event.attrs],
  ["masked:cred*", (event) => "masking.by_kind" in event.attrs],
  ["masked:card", () => false],
  ["session:abc client:claude*", (event) => "mcp.session.id" in event.attrs],
  ["trace:0af7651916cd43dd8448eb211c80319c risk:high", (event) => "traceparent" in event.attrs],
  ['"free text"', (event) => event.reason !== null],
  ['"text free"', () => false],
  ["chg-4821", (event) => event.reason !== null],
  ["/api/v1/monitor refunds", (event) => event.rule !== null],
  ["refun*", (event) => event.rule !== null],
  ["refun", () => false],
  ["2001:db8::7 OR address:2001:db8::7", (event) => event.clientIp === "2001:db8::7"],
])("%s finds what it says", async (query, keep) => {
  expect(await idsOf(query)).toEqual(idsWhere(keep));
});

test("one day has its first millisecond and not that of the next day", async () => {
  const day = { from: new Date("2026-11-17T00:00:00Z"), to: new Date("2026-11-18T00:00:00Z") };
  expect(await idsOf("", makePerson("admin"), day)).toEqual(
    idsWhere(({ at }) => at.toISOString().startsWith("2026-11-17")),
  );
});

test.each<[SortOrder, string[]]>([
  ["newest", newestFirst],
  ["oldest", newestFirst.toReversed()],
  [
    "slowest",
    newestFirst
      .map((id) => shown.find((event) => event.id === id))
      .filter((event) => event !== undefined && event.durationMs !== null)
      .toSorted((a, b) => (b?.durationMs ?? 0) - (a?.durationMs ?? 0))
      .map((event) => event?.id ?? ""),
  ],
])("pages, %s first, show every event once in one order, forwards and back", async (sort, expected) => {
  const admin = contextOf(base, makePerson("admin"));
  const pages: { ids: string[]; beforeCursor: string | null }[] = [];
  let after: string | null = null;
  do {
    const page = await searchEvents(admin, { sort, limit: 3, ...(after !== null && { after }) });
    pages.push({ ids: page.events.map(({ id }) => id), beforeCursor: page.beforeCursor });
    after = page.afterCursor;
  } while (after !== null);
  expect(pages.flatMap(({ ids }) => ids)).toEqual(expected);
  expect(pages[0]?.beforeCursor).toBeNull();
  for (const n of [1, 2]) {
    const back = await searchEvents(admin, { sort, limit: 3, before: pages[n]?.beforeCursor ?? "" });
    expect(back.events.map(({ id }) => id)).toEqual(pages[n - 1]?.ids);
  }
  const first = await searchEvents(admin, { sort, limit: 3, before: pages[1]?.beforeCursor ?? "" });
  expect(first.beforeCursor).toBeNull();
});

test("rows are metadata: no attributes, so no headers", async () => {
  const page = await searchEvents(contextOf(base, makePerson("owner", { auditor: true })), {});
  expect(JSON.stringify(page)).not.toContain("secret");
});

test("a damaged cursor, a query that cannot be read and an unbounded page are refused", async () => {
  const admin = contextOf(base, makePerson("admin"));
  await expect(searchEvents(admin, { after: "rubbish" })).rejects.toMatchObject({ code: "invalid" });
  await expect(searchEvents(admin, { search: { query: "(a" } })).rejects.toMatchObject({
    code: "invalid",
    message: expect.stringContaining("not closed"),
  });
  await expect(searchEvents(admin, { limit: 100_000 })).rejects.toMatchObject({ code: "invalid" });
});

const everything = { from: new Date("2026-11-16T00:00:00Z"), to: new Date("2026-11-19T00:00:00Z") };

test("facets count the values among what the search finds, those of a power user among their own", async () => {
  const admin = contextOf(base, makePerson("admin"));
  const facets = await readFacets(admin, { query: "", ...everything }, [
    "status",
    "server",
    "masked",
    "group",
    "approver",
  ]);
  expect(facets.map(({ values }) => values)).toEqual([
    [
      { value: "ok", count: 13 },
      { value: "denied", count: 1 },
      { value: "failed", count: 1 },
    ],
    [
      { value: "datadog", count: 13 },
      { value: "billing", count: 1 },
    ],
    [
      { value: "credit_card", count: 1 },
      { value: "email", count: 1 },
    ],
    [
      { value: "calls", count: 14 },
      { value: "administration", count: 1 },
    ],
    [],
  ]);
  expect(await readFacets(admin, { query: "agent:support-ai" }, ["status"])).toEqual([
    { field: "status", values: [{ value: "failed", count: 1 }], about: false },
  ]);
  expect(await readFacets(contextOf(base, power), { query: "" }, ["user", "agent"])).toEqual([
    { field: "user", values: [{ value: power.email, count: 1 }], about: false },
    { field: "agent", values: [], about: false },
  ]);
});

test("the histogram counts by status over time, in buckets that begin at round times", async () => {
  const histogram = await readHistogram(contextOf(base, makePerson("admin")), {
    query: "server:datadog",
    ...everything,
  });
  expect(histogram).toMatchObject({ bucketMs: 3_600_000, total: 13, about: false });
  expect(histogram.buckets.map(({ at, counts }) => [at.toISOString(), counts])).toEqual([
    ["2026-11-16T23:00:00.000Z", { ok: 1 }],
    ["2026-11-17T00:00:00.000Z", { failed: 1 }],
    ["2026-11-17T12:00:00.000Z", { ok: 11 }],
  ]);
  expect(await readHistogram(contextOf(base, power), { query: "" })).toMatchObject({ total: 1 });
});

test("groups are counted by several fields, those without a value too, and over time", async () => {
  const admin = contextOf(base, makePerson("admin"));
  const search = { query: "", ...everything };
  expect(await groupEvents(admin, { search, by: ["agent", "status"], limit: 3 })).toEqual({
    groups: [
      { values: ["deploy-bot", "ok"], measure: 11, overTime: [] },
      { values: [null, "ok"], measure: 2, overTime: [] },
      { values: ["deploy-bot", "denied"], measure: 1, overTime: [] },
    ],
    bucketMs: null,
    about: false,
  });
  const slow = await groupEvents(admin, { search, by: ["server"], measure: "duration_p95", overTime: true });
  expect(slow.groups[0]).toMatchObject({ values: ["datadog"], measure: 2_500 });
  expect(slow.groups[0]?.overTime).toContainEqual({ at: new Date("2026-11-17T00:00:00Z"), measure: 2_500 });
});

test("completion knows values that occur, and those that may", async () => {
  const admin = contextOf(base, makePerson("admin"));
  expect(await completeQuery(admin, { field: "user", prefix: "SAM" })).toEqual([
    { value: "Sam.Lee@example.com", count: 14 },
  ]);
  expect(await completeQuery(admin, { field: "status", prefix: "e" })).toEqual([{ value: "expired", count: 0 }]);
  expect(await completeQuery(contextOf(base, power), { field: "user", prefix: "" })).toEqual([
    { value: power.email, count: 1 },
  ]);
  expect(await completeQuery(admin, { field: "tool", prefix: "list_*" })).toEqual([]);
});

test("a number of events is right", async () => {
  expect(await countEvents(contextOf(base, makePerson("admin")), { query: "status:ok" })).toEqual({
    count: 13,
    about: false,
  });
});

test("one event, and the events of one call or hold, are found by their ids", async () => {
  const event = call({ at: new Date(), callId: newId("call"), holdId: newId("hold"), userId: "somebody-else" });
  const statement = insertEventsStatement([event]);
  await base.pool.query(statement.sql, statement.parameters);
  for (const query of [event.id, event.callId ?? "", `hold:${event.holdId}`, `call:${event.callId} status:ok`]) {
    expect(await idsOf(query)).toEqual([event.id]);
    expect(await idsOf(query, power)).toEqual([]);
  }
  expect(await idsOf("evt_rubbish OR id:evt_rubbish")).toEqual([]);
});
