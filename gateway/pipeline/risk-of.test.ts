import { expect, test } from "vitest";
import type { Call } from "./call.ts";
import { riskOf } from "./risk-of.ts";

const facts = (annotations: Record<string, boolean>) => ({ annotations, schemaHash: "" });
const tools = new Map([
  ["look", facts({ readOnlyHint: true })],
  ["add", facts({ destructiveHint: false })],
  ["drop", facts({})],
]);

test.each([
  [{ kind: "mcp", tool: "look" }, "read"],
  [{ kind: "mcp", tool: "add" }, "write"],
  [{ kind: "mcp", tool: "drop" }, "high"],
  [{ kind: "mcp", tool: "never-listed" }, "unknown"],
  [{ kind: "mcp", tool: null }, "read"],
  [{ kind: "http", httpMethod: "GET", tool: null }, "read"],
  [{ kind: "http", httpMethod: "PATCH", tool: null }, "write"],
  [{ kind: "http", httpMethod: "DELETE", tool: null }, "high"],
])("%j is of risk %s", (call, risk) => {
  expect(riskOf({ tools }, call as Call)).toBe(risk);
});
