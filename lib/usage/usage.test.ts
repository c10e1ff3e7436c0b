import { afterAll, beforeAll, expect, test } from "vitest";
import type { ServiceContext } from "#lib/core/context.ts";
import { inTransaction } from "#lib/database/pool.ts";
import type { AuditEvent } from "#lib/ledger/events.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { contextOf, makePerson } from "#lib/testing/people.ts";
import { foldUsage } from "./fold-usage.ts";
import { forgetUsageHours } from "./forget-usage-hours.ts";
import { readUsage as readUsageAt } from "./read-usage.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const now = new Date();
const thisHour = Math.floor(now.getTime() / hourMs) * hourMs;
const today = Math.floor(now.getTime() / dayMs) * dayMs;
const lastDay = { from: new Date(thisHour - 23 * hourMs), to: new Date(thisHour + hourMs) };
/** What is asked of one server or person is in days. */
const twoDays = { from: new Date(today - dayMs), to: new Date(today + dayMs) };
const lastWeek = { from: new Date(today - 6 * dayMs), to: new Date(today + dayMs) };

let testDatabase: TestDatabase;
const admin = makePerson("admin");
const alice = makePerson("power_user", { subject: "alice" });

beforeAll(async () => {
  testDatabase = await startTestDatabase();
});
afterAll(() => testDatabase.close());

/** A thousand calls of the last ten days, the same at every run. */
const events = Array.from({ length: 1_000 }, (_, index) =>
  call(thisHour - ((index * 7_919) % 240) * hourMs + (index % 3_600) * 1_000, {
    userId: ["alice", "bob", "carol"][index % 3] ?? null,
    userName: `${["alice", "bob", "carol"][index % 3]}@example.com`,
    agent: index % 5 === 0 ? null : `agent-${index % 4}`,
    connection: ["github", "datadog"][index % 2] ?? null,
    tool: `tool-${index % 7}`,
    status: index % 10 === 0 ? "failed" : "ok",
    durationMs: 10 + (index % 100),
    upstreamMs: index % 100,
    requestBytes: index,
    responseBytes: 2 * index,
  }),
);

function call(at: number, given: Partial<AuditEvent>): AuditEvent {
  return newEvent({ type: "call.finished", status: "ok", kind: "mcp", ...given, at: new Date(at) });
}

function readUsage(context: ServiceContext, input: Parameters<typeof readUsageAt>[1]) {
  return readUsageAt(context, input, now);
}

function fold(batch: readonly AuditEvent[]): Promise<void> {
  return inTransaction(testDatabase.pool, (client) => foldUsage(client, batch));
}

function within({ from, to }: { from: Date; to: Date }, list = events): AuditEvent[] {
  return list.filter(({ at }) => at >= from && at < to);
}

function secondTool(list: AuditEvent[]): AuditEvent[] {
  return list.filter(({ connection, tool }) => connection === "github" && tool === "tool-2");
}

test("figures are those of the events, whatever the order and the batches they came in", async () => {
  const late = events.filter((_, index) => index % 17 === 0);
  const others = events.filter((_, index) => index % 17 !== 0);
  for (let start = 0; start < others.length; start += 130) await fold(others.slice(start, start + 130));
  await fold(late);
  const context = contextOf(testDatabase, admin);
  for (const range of [lastDay, lastWeek]) {
    const usage = await readUsage(context, { ...range, by: "server" });
    const expected = within(range);
    expect(usage).toMatchObject(range);
    expect(usage.total.requests).toBe(expected.length);
    expect(usage.total.failed).toBe(expected.filter(({ status }) => status === "failed").length);
    expect(usage.total.responseBytes).toBe(expected.reduce((sum, event) => sum + (event.responseBytes ?? 0), 0));
    expect(usage.total.people).toBe(3);
    expect(usage.series.reduce((sum, { requests }) => sum + requests, 0)).toBe(expected.length);
    expect(Object.fromEntries(usage.rows.map(({ server, requests }) => [server, requests]))).toEqual({
      github: expected.filter(({ connection }) => connection === "github").length,
      datadog: expected.filter(({ connection }) => connection === "datadog").length,
    });
    expect(usage.rows.map(({ people }) => people)).toEqual([3, 3]);
    const gateway = usage.total.gateway;
    expect(gateway).toEqual({ p50: 10, p95: 10, p99: 10 });
    expect(usage.total.upstream?.p50).toBeGreaterThan(30);
    expect(usage.total.upstream?.p99).toBeGreaterThan(90);
  }
});

test("a change is told against the same hours before", async () => {
  const usage = await readUsage(contextOf(testDatabase, admin), { ...lastDay, by: "tool", limit: 1_000 });
  const end = new Date(thisHour);
  const before = { from: new Date(lastDay.from.getTime() - dayMs), to: new Date(thisHour - dayMs) };
  expect(usage.compared?.current.requests).toBe(within({ from: lastDay.from, to: end }).length);
  expect(usage.compared?.previous.requests).toBe(within(before).length);
  const row = usage.rows.find(({ server, tool }) => server === "github" && tool === "tool-2");
  const [current, previous] = [
    secondTool(within({ from: lastDay.from, to: end })).length,
    secondTool(within(before)).length,
  ];
  expect(row?.change ?? null).toBe(previous === 0 ? null : (current - previous) / previous);
});

test("use of one server is who used it, and what of it", async () => {
  const context = contextOf(testDatabase, admin);
  const expected = within(twoDays).filter(({ connection }) => connection === "github");
  const people = await readUsage(context, { ...twoDays, server: "github", by: "user" });
  expect(people.total.requests).toBe(expected.length);
  expect(people.scope).toEqual({ kind: "server", id: "github", name: "github" });
  expect(people.rows.find(({ user }) => user === "bob")).toMatchObject({
    userName: "bob@example.com",
    requests: expected.filter(({ userId }) => userId === "bob").length,
  });
  const tools = await readUsage(context, { ...lastWeek, server: "github", by: "tool" });
  expect(tools.rows.reduce((sum, { requests }) => sum + requests, 0)).toBe(tools.total.requests);
  expect(tools.rows[0]?.upstream?.p95).toBeGreaterThan(0);
});

test("people without the right to everybody's activity see their own use only", async () => {
  const context = contextOf(testDatabase, alice);
  const expected = within(twoDays).filter(({ userId }) => userId === "alice");
  const usage = await readUsage(context, { ...twoDays, by: "tool" });
  expect(usage).toMatchObject({
    own: true,
    scope: { kind: "user", id: "alice", name: "alice@example.com" },
    servers: [],
  });
  expect(usage.total.requests).toBe(expected.length);
  expect(usage.rows.reduce((sum, { requests }) => sum + requests, 0)).toBe(expected.length);
  await expect(readUsage(context, { ...lastDay, user: "bob" })).rejects.toMatchObject({ code: "forbidden" });
  await expect(readUsage(context, { ...lastDay, server: "github" })).rejects.toMatchObject({ code: "forbidden" });
  await expect(readUsage(context, { ...twoDays, agent: "agent-1" })).rejects.toMatchObject({ code: "forbidden" });
  const owner = makePerson("power_user_plus", { subject: "dave", ownedAgents: ["agent-1"] });
  expect((await readUsage(contextOf(testDatabase, owner), twoDays)).agents).toEqual(["agent-1"]);
  const agent = await readUsage(contextOf(testDatabase, owner), { ...twoDays, agent: "agent-1" });
  const ofAgent = within(twoDays).filter((event) => event.agent === "agent-1");
  expect(agent.total.requests).toBe(ofAgent.length);
  expect(agent.total.people).toBe(new Set(ofAgent.map(({ userId }) => userId)).size);
});

test("held calls count by what became of them, and steps not at all", async () => {
  const context = contextOf(testDatabase, admin);
  const facts = { connection: "holds", userId: "alice", userName: "alice@example.com" };
  const at = new Date(thisHour);
  await fold([
    newEvent({ type: "call.held", status: "held", ...facts, at }),
    newEvent({ type: "call.started", status: "started", ...facts, at }),
    newEvent({ type: "hold.approved", status: "approved", ...facts, at }),
    newEvent({ type: "hold.denied", status: "denied", ...facts, at }),
    newEvent({ type: "hold.expired", status: "expired", ...facts, at }),
    newEvent({ type: "call.refused", status: "denied", ...facts, at }),
    call(at.getTime(), { ...facts, durationMs: 5_060, upstreamMs: 50, holdMs: 5_000 }),
  ]);
  const usage = await readUsage(context, { ...twoDays, server: "holds", by: "user" });
  expect(usage.total).toMatchObject({ requests: 2, denied: 1, held: 1, approved: 1, rejected: 1, expired: 1 });
  // The wait for people is not the gateway's time.
  expect(usage.total.gateway?.p50).toBe(10);
});

test("the slowest and the most failing come first where that is asked", async () => {
  const context = contextOf(testDatabase, admin);
  await fold([
    call(thisHour, { connection: "github", tool: "slow", status: "failed", durationMs: 9_000, upstreamMs: 8_900 }),
  ]);
  const slowest = await readUsage(context, { ...lastDay, by: "tool", sort: "slowest", limit: 1 });
  expect(slowest.rows.map(({ tool }) => tool)).toEqual(["slow"]);
  const failing = await readUsage(context, { ...lastWeek, by: "tool", sort: "failing" });
  const counts = failing.rows.map(({ failed }) => failed);
  expect(counts).toEqual(counts.toSorted((a, b) => b - a));
});

test("absurd times are refused in a sentence, and names of any length are counted", async () => {
  const context = contextOf(testDatabase, admin);
  await expect(readUsage(context, { from: lastDay.to, to: lastDay.from })).rejects.toMatchObject({ code: "invalid" });
  await expect(readUsage(context, { from: new Date(0), to: new Date() })).rejects.toMatchObject({
    code: "invalid",
    message: expect.stringContaining("400 days"),
  });
  const long = "\u{1F600}".repeat(2_000);
  await fold([call(thisHour, { connection: "github", userId: long, agent: long, tool: long })]);
  const usage = await readUsage(context, { ...twoDays, user: long.slice(0, 200) });
  expect(usage.total.requests).toBe(1);
});

test("hours are forgotten when days have taken their place, and figures of days stay", async () => {
  const context = contextOf(testDatabase, admin);
  const old = today - 60 * dayMs;
  await fold([call(old + hourMs, { connection: "old", userId: "alice" })]);
  await forgetUsageHours(testDatabase.pool);
  const { rows } = await testDatabase.pool.query("select count(*) as count from usage_hour where at < $1", [
    new Date(today - 40 * dayMs),
  ]);
  expect(rows[0].count).toBe(0);
  const usage = await readUsage(context, { from: new Date(old + 2 * hourMs), to: new Date(old + 3 * hourMs) });
  expect(usage).toMatchObject({
    from: new Date(old),
    to: new Date(old + dayMs),
    bucketMs: dayMs,
    total: { requests: 1 },
  });
});
