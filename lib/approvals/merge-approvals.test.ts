import { expect, test } from "vitest";
import { mergeApprovals } from "./merge-approvals.ts";
import { RuleApproval } from "./schemas.ts";

function rule(id: string, approval: Partial<RuleApproval>) {
  return { id, effect: "hold", approval: RuleApproval.parse({ groups: ["finance"], expiresInS: 600, ...approval }) };
}

test("one rule asks for one of its groups, and lets nobody do more", () => {
  expect(mergeApprovals([rule("ask", {}), { id: "open", effect: "allow" }])).toEqual({
    rules: ["ask"],
    groups: ["finance"],
    quorums: [[{ groups: ["finance"], required: 1 }]],
    expiresInS: 600,
    ownerMayApprove: false,
    escalation: null,
    grants: null,
    breakGlass: [],
  });
  expect(mergeApprovals([{ id: "open", effect: "allow" }])).toBeNull();
});

test("several rules keep their quorums and the shortest expiry", () => {
  const merged = mergeApprovals([rule("a", { required: 2 }), rule("b", { groups: ["security"], expiresInS: 60 })]);
  expect(merged).toMatchObject({
    rules: ["a", "b"],
    groups: ["finance", "security"],
    quorums: [[{ groups: ["finance"], required: 2 }], [{ groups: ["security"], required: 1 }]],
    expiresInS: 60,
  });
});

test("what goes beyond a decision is only what every rule lets people do", () => {
  const wide = rule("wide", {
    ownerMayApprove: true,
    breakGlass: ["oncall", "leads"],
    grants: { maxS: 3_600, pinned: ["customer"] },
    escalation: { afterS: 60, groups: ["leads", "owners"] },
    replayS: 60,
  });
  const narrow = rule("narrow", {
    breakGlass: ["oncall"],
    grants: { maxS: 600 },
    escalation: { afterS: 120, groups: ["leads"] },
  });
  expect(mergeApprovals([wide, narrow])).toMatchObject({
    ownerMayApprove: false,
    breakGlass: ["oncall"],
    grants: { maxS: 600, pinned: ["customer"] },
    escalation: { afterS: 120, groups: ["leads"] },
    replayS: 60,
  });
  expect(mergeApprovals([wide, rule("plain", {})])).toMatchObject({ breakGlass: [], grants: null, escalation: null });
});

test("where more than one has to approve there are no grants", () => {
  expect(mergeApprovals([rule("two", { required: 2, grants: { maxS: 600 } })])?.grants).toBeNull();
  const also = [{ groups: ["security"], required: 1 }];
  expect(mergeApprovals([rule("also", { also, grants: { maxS: 600 } })])?.grants).toBeNull();
});

test("an escalation after the expiry is no escalation, and is refused", () => {
  const late = RuleApproval.safeParse({ groups: ["a"], expiresInS: 60, escalation: { afterS: 60, groups: ["b"] } });
  expect(late.error?.issues[0]?.message).toContain("before the hold expires");
});
