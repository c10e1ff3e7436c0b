import { expect, test } from "vitest";
import { describeApproval } from "./describe-approval.ts";

test("who approves reads as words", () => {
  expect(describeApproval({ groups: ["ops"], expiresInS: 900 })).toBe("one person in ops, within 15 min");
  expect(
    describeApproval({
      groups: ["finance", "leads"],
      required: 2,
      also: [{ groups: ["legal"], required: 1 }],
      expiresInS: 1_800,
      escalation: { afterS: 600, groups: ["board"] },
    }),
  ).toBe("2 people in finance or leads and one person in legal, within 30 min; after 10 min also board");
});
