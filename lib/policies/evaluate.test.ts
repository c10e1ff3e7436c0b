import { describe, expect, it } from "vitest";
import { compilePolicy, evaluate } from "./evaluate.ts";
import { PolicyDocument, type PolicyCall, type Rule } from "./schemas.ts";

const toolCall: PolicyCall = {
  connection: "billing",
  kind: "mcp",
  operation: "tools/call",
  tool: "refund_create",
  method: null,
  path: null,
  groups: ["agents"],
  agent: "support-ai",
};
const httpCall: PolicyCall = {
  ...toolCall,
  connection: "datadog",
  kind: "http",
  operation: "POST /api/v1/monitor/7",
  tool: null,
  method: "POST",
  path: "/api/v1/monitor/7",
};

const allow: Rule = { id: "allow-all", match: {}, effect: "allow" };
const deny: Rule = { id: "deny-refunds", match: { tools: ["refund_*"] }, effect: "deny", message: "No refunds." };
const hold: Rule = {
  id: "hold-refunds",
  match: { tools: ["refund_*"] },
  effect: "hold",
  approval: { groups: ["finance"], expiresInS: 600 },
};

function decide(rules: Rule[], call: PolicyCall = toolCall) {
  return evaluate(compilePolicy(PolicyDocument.parse({ rules }), 3), call);
}

describe("the strongest effect wins, whatever the order", () => {
  it("denies where nothing matches", () => {
    expect(decide([])).toMatchObject({ effect: "deny", rule: null, matched: [], policyVersion: 3 });
  });

  it("lets deny beat hold and allow", () => {
    for (const rules of [
      [allow, hold, deny],
      [deny, hold, allow],
    ]) {
      expect(decide(rules)).toMatchObject({
        effect: "deny",
        rule: "deny-refunds",
        message: "No refunds.",
        approval: null,
      });
    }
  });

  it("lets hold beat allow, and names every rule that matched", () => {
    expect(decide([allow, hold])).toMatchObject({
      effect: "hold",
      rule: "hold-refunds",
      matched: ["allow-all", "hold-refunds"],
      approval: { groups: ["finance"], expiresInS: 600 },
    });
  });

  it("takes the shortest expiry of all hold rules that match", () => {
    const shorter: Rule = { ...hold, id: "hold-fast", approval: { groups: ["security"], expiresInS: 60 } };
    expect(decide([hold, shorter]).approval).toEqual({ groups: ["finance"], expiresInS: 60 });
  });
});

describe("a rule matches only where every list it gives does", () => {
  it.each([
    ["tools never match an HTTP call", { tools: ["*"] }, httpCall, false],
    ["methods never match an MCP call", { methods: ["POST"] }, toolCall, false],
    ["method and path", { methods: ["POST"], paths: ["/api/v1/monitor/*"] }, httpCall, true],
    ["another method", { methods: ["GET"], paths: ["/api/v1/monitor/*"] }, httpCall, false],
    ["* stays within a segment", { paths: ["/api/*/7"] }, httpCall, false],
    ["** crosses segments", { paths: ["/api/**"] }, httpCall, true],
    ["** in the middle", { paths: ["/**/monitor/*"] }, httpCall, true],
    ["a path is matched whole", { paths: ["/api/v1/monitor"] }, httpCall, false],
    ["groups", { groups: ["agents"] }, toolCall, true],
    ["another group", { groups: ["finance"] }, toolCall, false],
    ["agents by glob", { agents: ["support-*"] }, toolCall, true],
    ["connections", { connections: ["bill*"] }, toolCall, true],
    ["a dot is a dot", { connections: ["b.lling"] }, toolCall, false],
  ] as const)("%s", (_, match, call, matches) => {
    const rule = { id: "r", match, effect: "allow" } as unknown as Rule;
    expect(decide([rule], call).effect).toBe(matches ? "allow" : "deny");
  });

  it("does not hang on a hostile pattern", () => {
    const rule: Rule = { id: "r", match: { tools: ["*a".repeat(90) + "b"] }, effect: "allow" };
    expect(decide([rule], { ...toolCall, tool: "a".repeat(2_000) }).effect).toBe("deny");
  }, 5_000);
});

describe("a policy document says what is wrong with it", () => {
  it("refuses a hold rule without approvers", () => {
    const parsed = PolicyDocument.safeParse({ rules: [{ id: "h", match: {}, effect: "hold" }] });
    expect(parsed.error?.issues[0]?.message).toContain("who may approve");
  });

  it("refuses two rules of one name and fields it does not know", () => {
    expect(PolicyDocument.safeParse({ rules: [allow, allow] }).error?.issues[0]?.message).toContain("allow-all");
    expect(PolicyDocument.safeParse({ rules: [{ ...allow, wehn: "true" }] }).success).toBe(false);
  });
});
