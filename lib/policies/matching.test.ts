import { expect, test } from "vitest";
import type { PolicyCall } from "./decision.ts";
import { compilePolicy, couldBeAllowed, evaluate } from "./evaluate.ts";
import { PolicyDocument, type Rule } from "./schemas.ts";
import { toPolicyCall } from "./typed-call.ts";

const mcp = toPolicyCall({ connection: "tools", tool: "erase" }, "test");
const reading = toPolicyCall({ connection: "tools", mcpMethod: "resources/read", args: { uri: "x" } }, "test");
const http = toPolicyCall({ connection: "datadog", method: "POST", path: "/api/v1/monitor" }, "test");

function decide(rules: Rule[], call: PolicyCall) {
  return evaluate(compilePolicy(PolicyDocument.parse({ rules }), 1), call);
}
const matches = (match: Rule["match"], call: PolicyCall) =>
  decide([{ id: "it", match, effect: "allow" }], call).matched.length === 1;

test.each<[string, Rule["match"], PolicyCall, boolean]>([
  ["the method of an MCP call", { mcpMethods: ["resources/read"] }, reading, true],
  ["another method", { mcpMethods: ["resources/read"] }, mcp, false],
  ["an HTTP call where an MCP method is asked for", { mcpMethods: ["tools/call"] }, http, false],
  ["a path by a template", { paths: ["/api/{version}/monitor"] }, http, true],
  ["a longer path", { paths: ["/api/{version}"] }, http, false],
  ["an operation by its name", { operations: ["datadog:v1.CreateMonitor"] }, http, true],
  ["an operation by its class", { operations: ["datadog:read"] }, http, false],
  ["an MCP call where an operation is asked for", { operations: ["datadog:unknown"] }, mcp, false],
])("%s: matched or not", (_what, match, call, expected) => {
  expect(matches(match, call)).toBe(expected);
});

test("a rule about operations that are not known counts against the call", () => {
  const unknown = { operations: ["elsewhere:v1.X"] };
  expect(
    decide(
      [
        { id: "no", match: unknown, effect: "deny" },
        { id: "all", match: {}, effect: "allow" },
      ],
      http,
    ),
  ).toMatchObject({
    effect: "deny",
    errors: ["no"],
  });
  expect(matches(unknown, http)).toBe(false);
});

test("a rule that only observes decides nothing, masks nothing and is told", () => {
  const observers: Rule[] = [
    { id: "would-deny", match: {}, effect: "deny", observe: true },
    { id: "would-not", match: { tools: ["other"] }, effect: "deny", observe: true },
    { id: "would-fail", match: {}, when: "args.missing > 1", effect: "deny", observe: true },
    {
      id: "would-mask",
      match: {},
      effect: "allow",
      observe: true,
      mask: [{ where: "response", detect: ["email"], with: "token" }],
    },
  ];
  const decision = decide([{ id: "all", match: {}, effect: "allow" }, ...observers], mcp);
  expect(decision).toMatchObject({ effect: "allow", rule: "all", matched: ["all"], errors: [], masks: [] });
  expect(decision.observed).toEqual(["deny:would-deny", "deny:would-fail:error", "allow:would-mask"]);
  expect(decide(observers, mcp)).toMatchObject({ effect: "deny", rule: null });
  const policy = compilePolicy(PolicyDocument.parse({ rules: observers }), 1);
  expect(couldBeAllowed(policy, mcp)).toBe(false);
});

const compile = (when: string) =>
  compilePolicy(PolicyDocument.parse({ rules: [{ id: "x", match: {}, when, effect: "deny" }] }), 1);

test("only a policy that asks for history has it counted", () => {
  expect(compile("history.hour.calls > 5").readsHistory).toBe(true);
  expect(compile("args.history == 5").readsHistory).toBe(false);
});
