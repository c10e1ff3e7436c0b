import { expect, test } from "vitest";
import type { Rule } from "#lib/policies/schemas.ts";
import { fromDraft, toDraft } from "./rule-draft.ts";

const rule: Rule = {
  id: "refunds-need-finance",
  effect: "hold",
  match: { connections: ["billing"], tools: ["refund_create", "refund_*"], groups: ["agents"], agents: ["support-ai"] },
  when: "args.amount > 500",
  mask: [{ where: "response", detect: ["email"], with: "token" }],
  message: "Refunds are real money.",
  approval: { groups: ["finance"], expiresInS: 5_400 },
};

const approval: Rule["approval"] = {
  groups: ["finance", "security"],
  required: 2,
  also: [{ groups: ["legal"], required: 1 }],
  expiresInS: 86_400,
  ownerMayApprove: true,
  reasonRequired: false,
  escalation: { afterS: 600, groups: ["leads"] },
  grants: { maxS: 3_600, pinned: ["account"] },
  breakGlass: ["on-call"],
  replayS: 0,
};

test("a rule survives its form unchanged", () => {
  expect(fromDraft(toDraft(rule), [])).toEqual({ rule });
  expect(fromDraft(toDraft({ ...rule, approval }), [])).toEqual({ rule: { ...rule, approval } });
  const http: Rule = {
    id: "reads",
    description: "Reading is harmless.",
    effect: "allow",
    observe: true,
    match: { methods: ["GET"], paths: ["/api/**"], operations: ["List*"] },
  };
  expect(fromDraft(toDraft(http), ["refunds-need-finance"])).toEqual({ rule: http });
});

test("names may be separated by commas or lines and repeat", () => {
  const draft = { ...toDraft(rule), tools: " a,b\n\nc , a" };
  expect(fromDraft(draft, [])).toMatchObject({ rule: { match: { tools: ["a", "b", "c"] } } });
});

test("approvers are asked for where calls are held, and dropped where they are not", () => {
  expect(fromDraft({ ...toDraft(rule), approvers: " " }, [])).toMatchObject({
    errors: { approvers: expect.stringContaining("at least one group") },
  });
  expect(fromDraft({ ...toDraft(rule), effect: "deny" }, [])).not.toHaveProperty("rule.approval");
});

test.each([
  ["id", { id: "Not An Id" }],
  ["id", { id: "taken" }],
  ["expiry", { expiry: "" }],
  ["expiry", { expiry: "1.5", expiryUnit: "seconds" as const }],
  ["expiry", { expiry: "400", expiryUnit: "days" as const }],
  ["required", { required: "many" }],
  ["escalateAfter", { escalateTo: "leads", escalateAfter: "3", escalateUnit: "hours" as const }],
  ["terms", { terms: "grants: [" }],
  ["terms", { terms: "grants: { maxS: 1 }" }],
  ["terms", { terms: "grant: { maxS: 600 }" }],
  ["tools", { methods: ["GET" as const] }],
  ["when", { when: "x".repeat(2_001) }],
  ["mask", { mask: "[" }],
  ["mask", { mask: '[{"where":"response","with":"token"}]' }],
  ["mask", { mask: '[{"where":"nowhere","detect":["email"],"with":"token"}]' }],
  ["message", { message: "x".repeat(501) }],
  ["paths", { tools: "", paths: "/".repeat(201) }],
])("what is wrong with %s is said there", (field, change) => {
  const result = fromDraft({ ...toDraft(rule), ...change }, ["taken"]);
  expect(result).toMatchObject({ errors: { [field]: expect.any(String) } });
});
