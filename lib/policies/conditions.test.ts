import { describe, expect, it, test } from "vitest";
import { conditionFacts } from "./condition-facts.ts";
import { parseCondition } from "./conditions.ts";
import type { PolicyCall } from "./decision.ts";

const call: PolicyCall = {
  connection: "billing",
  kind: "mcp",
  operation: "tools/call",
  tool: "refund_create",
  method: null,
  path: null,
  groups: ["support"],
  agent: "support-ai",
  subject: "alice",
  email: "alice@example.com",
  client: "claude",
  args: { amount: 600, count: 2, name: "refund", items: [1, 2, 3], customer: { id: "c1" }, flag: true, none: null },
  query: null,
  body: null,
  toolFacts: null,
  at: Date.UTC(2026, 10, 20, 9, 30),
  environment: "test",
  history: undefined,
};
const httpCall: PolicyCall = {
  ...call,
  kind: "http",
  operation: "POST /v1/x",
  tool: null,
  method: "POST",
  path: "/v1/x",
  args: {},
  query: "force=1&force=2&a=b%20c",
  body: { limit: 5 },
};

function run(source: string, on: PolicyCall = call) {
  const parsed = parseCondition(source);
  if ("problem" in parsed) throw new Error(parsed.problem.message);
  return parsed.condition.test(conditionFacts(on));
}

function problemOf(source: string) {
  const parsed = parseCondition(source);
  return "problem" in parsed ? parsed.problem : undefined;
}

test.each<[string, boolean | "error"]>([
  ["args.amount > 500", true],
  ["args.amount > 600.5", false],
  ["args.count == 2 && args.amount * 2 >= 1200 && args.amount / 4 + 1 == 151", true],
  ["args.name.matches('^re.*d$')", true],
  ["args.items.exists(i, i == 2) && size(args.items) == 3", true],
  ["has(args.customer.id) && !has(args.customer.name)", true],
  ["'support' in caller.groups && caller.email.endsWith('@example.com') && caller.sub == 'alice'", true],
  ["agent == 'support-ai' && client.name == 'claude' && connection == 'billing'", true],
  ["tool.name.startsWith('refund_') && operation == 'tools/call'", true],
  ["args.none == null && args.flag == true", true],
  ["env.hour == 9 && env.weekday == 'friday' && env.name == 'test'", true],
  ["env.now < timestamp('2026-11-20T09:30:01Z') && env.now.getMinutes() == 30", true],
  ["kind == 'mcp'", true],
  ["tool.annotations.readOnlyHint == true", "error"],
  ["tool.schemaHash == 'abc'", "error"],
  ["history.hour.calls > 3", "error"],
  ["args.missing > 1", "error"],
  ["args.missing > 1 || true", true],
  ["args.name > 1", "error"],
  ["args.customer.name.first == 'a'", "error"],
  ["http.method == 'POST'", "error"],
  ["has(http.method)", false],
  ["args.constructor == null", "error"],
  ["'toString' in args", false],
])("%s is %s", (source, outcome) => {
  expect(run(source)).toBe(outcome);
});

test.each<[string, boolean | "error"]>([
  ["http.method == 'POST' && http.path.startsWith('/v1/')", true],
  ["'1' in http.query.force && '2' in http.query['force'] && http.query.a == ['b c']", true],
  ["http.query.toString == ['x']", "error"],
  ["http.body.limit > 4", true],
  ["tool.name == 'x'", "error"],
  ["has(args.amount)", false],
])("of an HTTP call %s is %s", (source, outcome) => {
  expect(run(source, httpCall)).toBe(outcome);
});

test.each([
  ["args.amount > 1", { ...call, args: undefined }],
  ["has(args.amount)", { ...call, args: undefined }],
  ["'amount' in args", { ...call, args: undefined }],
  ["http.body.limit > 4", { ...httpCall, body: undefined }],
  ["has(http.body)", { ...httpCall, body: undefined }],
  ["http.body == null", { ...httpCall, body: undefined }],
])("arguments and bodies that could not be read make %s an error", (source, on) => {
  expect(run(source, on)).toBe("error");
});

test("no body is a body that is null", () => {
  expect(run("http.body == null", { ...httpCall, body: null })).toBe(true);
});

describe("what is wrong is said with its place when it is saved", () => {
  it.each([
    ["agent ==", 1, 9, "Unexpected token"],
    ["agent == 'a' &&\n  agent == 5", 2, 3, "string == int"],
    ["agnet == 'a'", 1, 1, "agnet"],
    ["caller.mail == 'a'", 1, 8, "mail"],
    ["args.amount", 1, 1, "Compare the value"],
    ["1 + 2", 1, 1, "this one gives int"],
    ["agent.matches('(a')", 1, 15, "RE2"],
    ["agent.matches('(?=a)b')", 1, 15, "RE2"],
    ["agent.matches(5)", 1, 1, "pattern"],
    ["agent.matches(args.pattern)", 1, 1, "stands in the condition"],
    ["cel.bind(x, args.a, x == 1)", 1, 1, "bind"],
    ["args.a.exists(x, x + x == 'aa')", 1, 18, "+"],
    ["args.a.all(a, args.b.all(b, args.c.all(c, a == c)))", 1, 29, "nested"],
    [`${"(".repeat(60)}true${")".repeat(60)}`, 1, 33, "too large"],
    [Array.from({ length: 400 }, () => "agent == 'a'").join("||"), 1, 1_060, "too large"],
  ])("%#: %.40s", (source, line, column, words) => {
    expect(problemOf(source)).toMatchObject({ line, column, message: expect.stringContaining(words) });
  });
});

test("a pattern that backtracks without end elsewhere takes linear time here", () => {
  const name = `${"a".repeat(50_000)}!`;
  expect(run("args.name.matches('^(a+)+$')", { ...call, args: { name } })).toBe(false);
  expect(run("args.name.matches('a')", { ...call, args: { name: "a".repeat(70_000) } })).toBe("error");
}, 5_000);

function list(length: number): PolicyCall {
  return { ...call, args: { a: Array.from({ length }, (_, index) => index) } };
}

test("longer lists than a loop may go through are an error, not a stall", () => {
  expect(run("args.a.all(a, a >= 0)", list(10_000))).toBe(true);
  expect(run("args.a.all(a, a >= 0)", list(30_000))).toBe("error");
  expect(run("args.a.all(a, args.a.exists(b, b == a))", list(100))).toBe(true);
  expect(run("args.a.all(a, args.a.exists(b, b == a))", list(1_000))).toBe("error");
});

test.each<[string, boolean | "error"]>([
  ["tool.annotations.readOnlyHint == true && tool.schemaHash == 'abc'", true],
  ["!has(tool.annotations.destructiveHint)", true],
  ["tool.annotations.destructiveHint == false", "error"],
  ["history.same.hour.calls >= 5 && history.same.minute.calls == 1 && history.same.hour.held == 1", true],
  ["history.minute.calls >= 2 && history.hour.denied == 1 && history.hour.held * 2 == 0", true],
])("what is known of tool and caller: %s is %s", (source, expected) => {
  const same = { minute: { calls: 1, denied: 0, held: 0 }, hour: { calls: 5, denied: 0, held: 1 } };
  const known: PolicyCall = {
    ...call,
    toolFacts: { annotations: { readOnlyHint: true }, schemaHash: "abc" },
    history: { minute: { calls: 2, denied: 0, held: 0 }, hour: { calls: 9, denied: 1, held: 0 }, same },
  };
  expect(run(source, known)).toBe(expected);
});
