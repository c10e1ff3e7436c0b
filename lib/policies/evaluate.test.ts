import { describe, expect, it } from "vitest";
import { compilePolicy, couldBeAllowed, evaluate } from "./evaluate.ts";
import type { PolicyCall } from "./decision.ts";
import { PolicyDocument, type Rule } from "./schemas.ts";

const toolCall: PolicyCall = {
  connection: "billing",
  kind: "mcp",
  operation: "tools/call",
  tool: "refund_create",
  method: null,
  path: null,
  groups: ["agents"],
  agent: "support-ai",
  subject: null,
  email: null,
  client: null,
  args: { amount: 600 },
  query: null,
  body: null,
  toolFacts: null,
  at: Date.UTC(2026, 10, 20, 9, 30),
  environment: "test",
  history: undefined,
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

  it("asks what all matching hold rules ask: the shortest expiry, and the approvers of every one of them", () => {
    const both: Rule = { ...hold, id: "both", approval: { groups: ["finance", "security"], expiresInS: 600 } };
    const fast: Rule = { ...hold, id: "fast", approval: { groups: ["security"], expiresInS: 60 } };
    expect(decide([both, fast]).approval).toMatchObject({ groups: ["finance", "security"], expiresInS: 60 });
    expect(decide([hold, fast]).approval?.quorums).toEqual([
      [{ groups: ["finance"], required: 1 }],
      [{ groups: ["security"], required: 1 }],
    ]);
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

describe("conditions", () => {
  const large: Rule = { ...deny, id: "large", when: "args.amount > 500" };

  it("match where they are true, and only then", () => {
    expect(decide([allow, large])).toMatchObject({ effect: "deny", rule: "large", errors: [] });
    expect(decide([allow, large], { ...toolCall, args: { amount: 500 } })).toMatchObject({ matched: ["allow-all"] });
  });

  it.each(["deny", "hold", "allow"] as const)("that fail count as a match unless the rule allows: %s", (effect) => {
    const rules: Rule[] = [allow, { ...hold, id: "failing", effect, when: "args.missing > 1" }];
    expect(decide(rules)).toMatchObject({
      effect,
      errors: ["failing"],
      matched: effect === "allow" ? ["allow-all"] : ["allow-all", "failing"],
    });
    const notParsing = { ...hold, id: "failing", effect, when: "args.missing >" };
    expect(decide([allow, notParsing])).toMatchObject({ effect, errors: ["failing"] });
  });

  it("are not asked where the lists of the rule do not match", () => {
    const elsewhere: Rule = { ...large, match: { tools: ["other"] }, when: "args.missing > 1" };
    expect(decide([allow, elsewhere])).toMatchObject({ effect: "allow", errors: [] });
  });
});

describe("a list of tools shows what some arguments could get past the policy", () => {
  it.each<[string, Rule[], boolean]>([
    ["no rule", [], false],
    ["allowed", [allow], true],
    ["held", [hold], true],
    ["denied", [allow, deny], false],
    ["denied for some arguments", [allow, { ...deny, when: "args.amount > 500" }], true],
    ["allowed for some arguments", [{ ...allow, when: "args.amount < 500" }], true],
    ["denied whatever the arguments", [allow, { ...deny, when: "args.amount > 500 || agent == 'support-ai'" }], false],
    ["allowed for nobody like this", [{ ...allow, when: "args.amount < 500 && agent == 'other'" }], false],
    ["denied to whom a condition fails", [allow, { ...deny, when: "http.method == 'GET'" }], false],
    ["allowed where has() asks for arguments", [{ ...allow, when: "has(args.amount)" }], true],
    ["denied by a condition that is broken", [allow, { ...deny, when: "args." }], false],
  ])("%s", (_, rules, shown) => {
    expect(couldBeAllowed(compilePolicy(PolicyDocument.parse({ rules }), 1), toolCall)).toBe(shown);
  });
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
