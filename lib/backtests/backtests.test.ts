import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { ServiceContext } from "#lib/core/context.ts";
import { countObserved } from "#lib/policies/count-observed.ts";
import { publishPolicy } from "#lib/policies/publish-policy.ts";
import type { PolicyDocument } from "#lib/policies/schemas.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { insertPastCall } from "#lib/testing/past-calls.ts";
import { contextOf, makePerson } from "#lib/testing/people.ts";
import { cancelBacktest } from "./cancel-backtest.ts";
import { listBacktests } from "./list-backtests.ts";
import { readBacktest } from "./read-backtest.ts";
import { runBacktest } from "./run-backtest.ts";
import type { Backtest } from "./schemas.ts";
import { startBacktest } from "./start-backtest.ts";

let base: TestDatabase;
let admin: ServiceContext;
let auditor: ServiceContext;

const inForce: PolicyDocument = {
  rules: [
    { id: "large", match: { tools: ["refund_*"] }, when: "args.amount > 500", effect: "deny" },
    { id: "billing", match: { connections: ["billing"] }, effect: "allow" },
  ],
};
const [large, billing] = inForce.rules as [PolicyDocument["rules"][0], PolicyDocument["rules"][0]];
const approval = { groups: ["finance"], expiresInS: 600 };

beforeAll(async () => {
  base = await startTestDatabase();
  admin = contextOf(base, makePerson("admin"));
  auditor = contextOf(base, makePerson("power_user", { auditor: true }));
  await publishPolicy(admin, { baseVersion: 0, document: inForce, reason: "begin" });
});
afterAll(() => base.close());

let stopping: AbortController;
beforeEach(async () => {
  stopping = new AbortController();
  await base.database.backtest.deleteMany();
  await base.pool.query(`alter table audit_event disable trigger user; delete from audit_event;
    alter table audit_event enable trigger user`);
});

function work(): Promise<boolean> {
  const logger = pino({ level: "silent" });
  return runBacktest({ pool: base.pool, sealer: base.sealer, logger, environment: "test", signal: stopping.signal });
}

async function backtest(context: ServiceContext, rules: PolicyDocument["rules"]): Promise<Backtest> {
  const { id } = await startBacktest(context, { document: { rules }, days: 7 });
  expect(await work()).toBe(true);
  return readBacktest(context, { id });
}

const large900 = { decision: "deny", rule: "large", attrs: { "holdpoint.rules": ["large", "billing"] } } as const;
const small = { rule: "billing", attrs: { "holdpoint.rules": ["billing"] } } as const;

test("calls whose verdict changes are counted by agent and tool, with calls to open", async () => {
  const ids = [await insertPastCall(base, small), await insertPastCall(base, small)];
  await insertPastCall(base, { ...small, agent: "other", tool: "read_all" });
  const hold = { id: "ask", match: { tools: ["refund_*"], groups: ["agents"] }, effect: "hold" as const, approval };
  const { state, result, total, judged } = await backtest(admin, [...inForce.rules, hold]);
  expect({ state, total, judged }).toEqual({ state: "completed", total: 3, judged: 3 });
  expect(result).toMatchObject({ calls: 3, unchanged: 1, undetermined: 0 });
  expect(result?.changes).toEqual([{ from: "allow", to: "hold", calls: 2 }]);
  expect(result?.groups).toMatchObject([{ agent: "support-ai", tool: "refund_create", rule: "ask", calls: 2 }]);
  expect(result?.groups[0]?.examples.map(({ callId }) => callId).toSorted()).toEqual(ids.toSorted());
});

test("rules that were in force then come out as they did, though nobody reads arguments", async () => {
  await insertPastCall(base, large900);
  await insertPastCall(base, small);
  const { result } = await backtest(admin, [large, { ...billing, effect: "hold", approval }]);
  expect(result).toMatchObject({ calls: 2, unchanged: 1, undetermined: 0, withoutArguments: 0 });
  expect(result?.changes).toEqual([{ from: "allow", to: "hold", calls: 1 }]);
});

test("a new condition is judged on stored arguments for auditors, which is recorded once", async () => {
  await insertPastCall(base, large900, { amount: 900 });
  await insertPastCall(base, small, { amount: 300 });
  await insertPastCall(base, small, { amount: 100 });
  const { result, readsArguments } = await backtest(auditor, [{ ...large, when: "args.amount > 200" }, billing]);
  expect(readsArguments).toBe(true);
  expect(result).toMatchObject({ unchanged: 2, undetermined: 0, withoutArguments: 0 });
  expect(result?.changes).toEqual([{ from: "allow", to: "deny", calls: 1 }]);
  expect(await base.database.auditEvent.count({ where: { type: "payload.viewed" } })).toBe(1);
});

test("without the right to read arguments such calls are undetermined, and said to be", async () => {
  await insertPastCall(base, large900, { amount: 900 });
  await insertPastCall(base, small, { amount: 300 });
  const { result } = await backtest(admin, [{ ...large, when: "args.amount > 200" }, billing]);
  expect(result).toMatchObject({ calls: 2, unchanged: 0, undetermined: 2, withoutArguments: 2, changes: [] });
  expect(await base.database.auditEvent.count({ where: { type: "payload.viewed" } })).toBe(0);
});

test("arguments that cannot change the verdict are not missed", async () => {
  await insertPastCall(base, small, { amount: 300 });
  const { result } = await backtest(admin, [
    { id: "no", match: {}, effect: "deny" },
    { ...large, when: "args.amount > 200" },
  ]);
  expect(result).toMatchObject({ undetermined: 0, changes: [{ from: "allow", to: "deny", calls: 1 }] });
});

async function judged(when: string) {
  const { result } = await backtest(admin, [{ id: "x", match: { connections: ["api"] }, when, effect: "allow" }]);
  return result && { ...result, groups: result.groups.map(({ operation }) => operation) };
}

test("of an HTTP call, what its entry tells is enough, its query string never is, and its body is the stored one", async () => {
  const http = { kind: "http", operation: "POST /v1/monitor/7", tool: null, agent: null, connection: "api" } as const;
  await insertPastCall(base, { ...http, attrs: {} });
  const path = `http.method == "POST" && http.path.startsWith("/v1/monitor")`;
  expect(await judged(path)).toMatchObject({ unchanged: 1, withoutArguments: 0 });
  expect(await judged(`!(${path})`)).toMatchObject({ groups: ["POST /v1/monitor/{id}"] });
  expect(await judged(`"force" in http.query`)).toMatchObject({ undetermined: 1, withoutArguments: 0 });
  expect(await judged(`http.body.limit > 5`)).toMatchObject({ undetermined: 1, withoutArguments: 1 });
});

test("a held call that ran is one call, and calls that policy does not judge are none", async () => {
  const held = { decision: "hold", holdId: "hold_1", attrs: { "holdpoint.rules": ["ask", "billing"] } } as const;
  const callId = await insertPastCall(base, held);
  await insertPastCall(base, { ...held, type: "call.finished", status: "ok", callId });
  await insertPastCall(base, { operation: "tools/list", tool: null });
  expect((await backtest(admin, [billing])).result).toMatchObject({
    calls: 1,
    changes: [{ from: "hold", to: "allow" }],
  });
});

test("cancelling stops the work within a second, and keeps what was found", async () => {
  await base.pool
    .query(`insert into audit_event (at, id, type, call_id, connection, kind, operation, tool, status, decision)
    select now() - n * interval '1 ms', 'evt_' || n, 'call.finished', 'call_' || n, 'billing', 'mcp', 'tools/call', 'x', 'ok', 'allow'
    from generate_series(1, 30000) n`);
  const rules = Array.from({ length: 300 }, (_, index) => ({
    id: `rule-${index}`,
    match: {},
    when: `tool.name.matches("^[a-z]+_${index}$") || (agent.contains("agent-${index}") && env.hour < 24)`,
    effect: "deny" as const,
  }));
  const { id } = await startBacktest(admin, { document: { rules }, days: 7 });
  const working = work();
  await expect.poll(async () => (await readBacktest(admin, { id })).judged, { interval: 20 }).toBeGreaterThan(0);
  const cancelledAt = performance.now();
  await cancelBacktest(admin, { id });
  await working;
  expect(performance.now() - cancelledAt).toBeLessThan(1_000);
  const { state, judged, result } = await readBacktest(admin, { id });
  expect(state).toBe("cancelled");
  expect(judged).toBeLessThan(30_000);
  expect(result?.calls).toBe(judged);
  await expect(cancelBacktest(admin, { id })).rejects.toMatchObject({ code: "conflict" });
});

test("a worker that stops gives the backtest back, and one that died has it taken over", async () => {
  await insertPastCall(base, small);
  const { id } = await startBacktest(admin, { document: inForce, days: 7 });
  stopping.abort();
  await work();
  expect((await readBacktest(admin, { id })).state).toBe("queued");
  await base.pool.query("update backtest set state = 'running', alive_at = now() - interval '20 s'");
  stopping = new AbortController();
  expect(await work()).toBe(false);
  await base.pool.query("update backtest set alive_at = now() - interval '1 min'");
  expect(await work()).toBe(true);
  expect((await readBacktest(admin, { id })).state).toBe("completed");
});

test("starting and cancelling leave their events, five may wait, and others may not start any", async () => {
  const { id } = await startBacktest(admin, { document: inForce, days: 7 });
  await cancelBacktest(admin, { id });
  const types = await base.database.auditEvent.findMany({
    select: { type: true, attrs: true },
    orderBy: { at: "asc" },
  });
  expect(types.map(({ type }) => type)).toEqual(["policy.backtest-started", "policy.backtest-cancelled"]);
  for (let n = 0; n < 5; n++) await startBacktest(admin, { document: inForce, days: 1 });
  const start = (context: ServiceContext) => startBacktest(context, { document: inForce, days: 1 });
  await expect(start(admin)).rejects.toMatchObject({ code: "conflict" });
  await expect(start(contextOf(base, makePerson("power_user")))).rejects.toMatchObject({ code: "forbidden" });
  await expect(readBacktest(admin, { id: "bkt_none" })).rejects.toMatchObject({ code: "not_found" });
  await expect(startBacktest(admin, { source: "rules: [", days: 1 })).rejects.toMatchObject({ code: "invalid" });
  expect(await listBacktests(admin)).toHaveLength(6);
});

const observed = (...entries: string[]) => ({ "holdpoint.observed": entries });

test("rules that only observe are counted by what they would have done", async () => {
  const newest = await insertPastCall(base, { ...small, attrs: observed("hold:ask", "deny:never:error") });
  await insertPastCall(base, { ...large900, attrs: observed("hold:ask"), at: new Date(Date.now() - 60_000) });
  await insertPastCall(base, { ...small, attrs: observed("hold:ask"), at: new Date(Date.now() - 3 * 86_400_000) });
  const [ask, never] = await countObserved(admin, { days: 2 });
  expect(ask).toMatchObject({ rule: "ask", effect: "hold", matched: 2, wouldChange: 1, errors: 0 });
  expect(ask?.examples[0]?.callId).toBe(newest);
  expect(never).toMatchObject({ rule: "never", effect: "deny", matched: 1, wouldChange: 1, errors: 1 });
  const nobody = contextOf(base, makePerson("power_user"));
  await expect(countObserved(nobody, { days: 2 })).rejects.toMatchObject({ code: "forbidden" });
});
