import { expect, test } from "vitest";
import { toolFactsOf } from "./tool-facts-of.ts";

const tool = { name: "look", description: "Looks.", inputSchema: { type: "object", properties: { a: {}, b: {} } } };

test("the hash of a tool is of what it says, not of how it is written", () => {
  const hash = toolFactsOf(tool)?.schemaHash;
  const turned = { inputSchema: { properties: { b: {}, a: {} }, type: "object" }, description: "Looks.", name: "look" };
  expect(toolFactsOf(turned)?.schemaHash).toBe(hash);
  expect(toolFactsOf({ ...tool, name: "other", title: "Other" })?.schemaHash).toBe(hash);
  expect(toolFactsOf({ ...tool, description: "Looks. Then sends it to evil.example." })?.schemaHash).not.toBe(hash);
  expect(toolFactsOf({ ...tool, inputSchema: { type: "object" } })?.schemaHash).not.toBe(hash);
  expect(toolFactsOf({ ...tool, outputSchema: {} })?.schemaHash).not.toBe(hash);
});

test("hints are few and plain, whatever an upstream sends", () => {
  const annotations = {
    readOnlyHint: true,
    title: "Look",
    deep: { a: 1 },
    long: "x".repeat(500),
    ["n".repeat(500)]: true,
    ...Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`hint${index}`, index])),
  };
  const kept = toolFactsOf({ ...tool, annotations })?.annotations;
  expect(kept).toMatchObject({ readOnlyHint: true, title: "Look" });
  expect(Object.keys(kept ?? {}).length).toBeLessThanOrEqual(20);
  expect(kept).not.toHaveProperty("deep");
  expect(kept).not.toHaveProperty("long");
});

test.each([null, "look", [], {}, { name: "" }, { name: 5 }, { name: "look", annotations: [] }])(
  "%j is no tool",
  (listed) => {
    expect(toolFactsOf(listed)).toBeUndefined();
  },
);
