import { expect, test } from "vitest";
import type { RuleMatch } from "#lib/policies/schemas.ts";
import { describeMatch } from "./describe-match.ts";

test.each<[RuleMatch, string]>([
  [{}, "every call"],
  [{ connections: ["everything"] }, "every call on everything"],
  [{ connections: ["everything"], tools: ["get-sum"] }, "calls of the tool get-sum on everything"],
  [{ tools: ["a", "b", "c"] }, "calls of the tools a, b or c"],
  [{ methods: ["POST", "PUT"], paths: ["/api/**"] }, "POST or PUT requests to /api/**"],
  [{ operations: ["ListMonitors"] }, "calls of the operation ListMonitors"],
  [{ methods: ["GET"], operations: ["List*", "Get*"] }, "GET requests of the operations List* or Get*"],
  [{ mcpMethods: ["prompts/get"] }, "prompts/get calls"],
  [{ paths: ["/a"] }, "HTTP requests to /a"],
  [{ agents: ["ci-*"], groups: ["agents"] }, "every call by the agent ci-* from callers in agents"],
])("a match %j reads as words", (match, words) => {
  expect(describeMatch(match)).toBe(words);
});
