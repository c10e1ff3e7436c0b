import { expect, test } from "vitest";
import { diffRequests } from "./diff-requests.ts";

function tool(args: unknown) {
  return { kind: "mcp" as const, tool: "refund", arguments: args };
}

test("says what changed, came and went, value by value, and counts the rest", () => {
  const before = { amount: 10, customer: { id: "c1", name: "Ann" }, note: "x", tags: ["a", "b"] };
  const after = { amount: 9_000, customer: { id: "c1", name: "Bob" }, tags: ["a", "c"], urgent: true };
  expect(diffRequests(tool(before), tool(after))).toEqual({
    changes: [
      { path: "amount", before: "10", after: "9000" },
      { path: "customer.name", before: '"Ann"', after: '"Bob"' },
      { path: "note", before: '"x"', after: null },
      { path: "tags.1", before: '"b"', after: '"c"' },
      { path: "urgent", before: null, after: "true" },
    ],
    same: 2,
  });
  expect(diffRequests(tool(before), tool(before))).toEqual({ changes: [], same: 1 });
});

test("is bounded, whatever the arguments", () => {
  const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`k${index}`, index]));
  expect(diffRequests(tool({}), tool(many)).changes).toHaveLength(100);
  const [change] = diffRequests(tool({ a: "" }), tool({ a: "x".repeat(10_000) })).changes;
  expect(change?.after?.length).toBeLessThan(600);
  let deep: unknown = 1;
  for (let depth = 0; depth < 200; depth++) deep = { deep };
  expect(diffRequests(tool({}), tool(deep)).changes).toHaveLength(1);
  const own = JSON.parse('{"__proto__":{"a":1}}') as unknown;
  expect(diffRequests(tool({}), tool(own)).changes).toEqual([{ path: "__proto__", before: null, after: '{"a":1}' }]);
});
