import { expect, test } from "vitest";
import { describeCall } from "./describe-call.ts";

test("a call reads as words", () => {
  const mcp = { connection: "billing", tool: "refund", agent: "support-ai", caller: { email: "sam@example.com" } };
  expect(describeCall(mcp)).toBe("refund on billing by support-ai for sam@example.com");
  expect(describeCall({ connection: "datadog", method: "GET", path: "/api/v1/monitor" })).toBe(
    "GET /api/v1/monitor on datadog",
  );
});
