import { describe, expect, it } from "vitest";
import { requestDigest, type BoundRequest } from "./request-digest.ts";

const bound: BoundRequest = {
  callerId: "agent:demo-agent",
  connection: "everything",
  operation: "tools/call",
  request: { tool: "get-sum", arguments: { a: 1, b: 2 } },
  policyVersion: 1,
};

describe("the digest an approval binds to", () => {
  it("is the same for the same call in another spelling", () => {
    const reordered = { ...bound, request: { arguments: { b: 2.0, a: 1 }, tool: "get-sum" } };
    expect(requestDigest(reordered)).toBe(requestDigest(bound));
  });

  it.each([
    ["caller", { callerId: "agent:other" }],
    ["connection", { connection: "billing" }],
    ["operation", { operation: "prompts/get" }],
    ["argument", { request: { tool: "get-sum", arguments: { a: 1, b: 3 } } }],
    ["type of an argument", { request: { tool: "get-sum", arguments: { a: "1", b: 2 } } }],
    ["policy version", { policyVersion: 2 }],
  ])("is another for another %s", (_, change) => {
    expect(requestDigest({ ...bound, ...change })).not.toBe(requestDigest(bound));
  });
});
