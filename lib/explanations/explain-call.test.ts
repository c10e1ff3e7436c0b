import { afterAll, beforeAll, expect, test } from "vitest";
import type { ServiceContext } from "#lib/core/context.ts";
import { publishPolicy } from "#lib/policies/publish-policy.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { insertPastCall } from "#lib/testing/past-calls.ts";
import { contextOf, makePerson } from "#lib/testing/people.ts";
import { explainCall } from "./explain-call.ts";

let base: TestDatabase;
let admin: ServiceContext;
let auditor: ServiceContext;

const source = `
rules:
  - id: large-refunds
    match: { tools: ["refund_*"] }
    when: args.amount > 500 && !("billing-admin" in caller.groups)
    effect: hold
    approval: { groups: [finance], expiresInS: 600 }
  - id: reads-only
    match: { connections: [billing], tools: ["read_*"] }
    effect: allow
  - id: refunds
    match: { connections: [billing] }
    effect: allow
  - id: would-deny-notes
    match: {}
    when: args.note.contains("test")
    effect: deny
    observe: true
`;

beforeAll(async () => {
  base = await startTestDatabase();
  admin = contextOf(base, makePerson("admin"));
  auditor = contextOf(base, makePerson("power_user", { auditor: true }));
  await publishPolicy(admin, { baseVersion: 0, source, reason: "begin" });
});
afterAll(() => base.close());

const call = { connection: "billing", tool: "refund_create", args: { amount: 900, note: "a test" } };

test("every rule of a typed call says whether it matched, why, and what its condition read", async () => {
  const explained = await explainCall(admin, { call });
  expect(explained.verdict).toMatchObject({ effect: "hold", rule: "large-refunds" });
  expect(explained.rules).toMatchObject([
    {
      id: "large-refunds",
      outcome: "matched",
      decides: true,
      values: [
        { expression: "args.amount", value: "900" },
        { expression: "caller.groups", value: "[]" },
      ],
    },
    { id: "reads-only", outcome: "not-matched", why: "Its tools are read_*, and the tool is refund_create." },
    { id: "refunds", outcome: "matched", decides: false },
    { id: "would-deny-notes", outcome: "observed", decides: false },
  ]);
});

test("a condition that fails says what was missing, and that its rule counts all the same", async () => {
  const { verdict, rules } = await explainCall(admin, { call: { ...call, args: {} } });
  expect(verdict.effect).toBe("hold");
  expect(rules[0]).toMatchObject({ outcome: "error", values: [{ expression: "args.amount", value: null }, {}] });
  expect(rules[0]?.why).toMatch(/amount.*counts as matched/s);
});

test("a draft, or another version, explains the same call its own way", async () => {
  const draft = await explainCall(admin, { call, source: "rules: []" });
  expect(draft).toMatchObject({ policyVersion: null, verdict: { effect: "deny", rule: null }, rules: [] });
  await expect(explainCall(admin, { call, version: 99 })).rejects.toMatchObject({ code: "not_found" });
  await expect(explainCall(admin, { call, source: "rules: [" })).rejects.toMatchObject({ code: "invalid" });
});

test("a past call is explained with its arguments to auditors, and that they were read is recorded", async () => {
  const callId = await insertPastCall(base, { decision: "hold", rule: "large-refunds" }, { amount: 900, note: "x" });
  const explained = await explainCall(auditor, { callId });
  expect(explained.rules[0]).toMatchObject({ outcome: "matched", values: [{ value: "900" }, { value: '["agents"]' }] });
  expect(explained.call).toMatchObject({ tool: "refund_create", args: { amount: 900 } });
  expect(explained.recorded).toMatchObject({ callId, effect: "hold", rule: "large-refunds", policyVersion: 1 });
  expect(await base.database.auditEvent.count({ where: { callId, type: "payload.viewed" } })).toBe(1);
});

test("without the right to read payloads a past call is explained without its arguments", async () => {
  const callId = await insertPastCall(base, { decision: "hold" }, { amount: 900 });
  const explained = await explainCall(admin, { callId });
  expect(explained.unknown).toContain("args");
  expect(explained.call.args).toBeUndefined();
  expect(explained.rules[0]).toMatchObject({ outcome: "error", values: [{ value: null }, {}] });
  expect(await base.database.auditEvent.count({ where: { callId, type: "payload.viewed" } })).toBe(0);
});

test("an entry of the log leads to its call, and a call that policy never judged is not found", async () => {
  const callId = await insertPastCall(base, { tool: "read_all" });
  const event = await base.database.auditEvent.findFirstOrThrow({ where: { callId } });
  expect((await explainCall(admin, { eventId: event.id })).recorded).toMatchObject({ callId, eventId: event.id });
  const unjudged = await insertPastCall(base, { operation: "tools/list", tool: null });
  await expect(explainCall(admin, { callId: unjudged })).rejects.toMatchObject({ code: "not_found" });
});

test("whoever may not see policies may not have calls explained", async () => {
  const nobody = contextOf(base, makePerson("power_user"));
  await expect(explainCall(nobody, { call })).rejects.toMatchObject({ code: "forbidden" });
});
