import { expect, test } from "vitest";
import type { PackSummary } from "#lib/packs/schemas.ts";
import { describeInstalled, isOutdated } from "./describe-pack.ts";

const pack: PackSummary = {
  id: "datadog-api",
  version: 2,
  title: "Datadog API",
  summary: "",
  kind: "http",
  notes: [],
  ruleCount: 7,
  totals: { allow: 1, hold: 1, deny: 0, masked: 0 },
  installed: { version: 1, connections: ["eu", "us"], approvers: ["ops"], edited: ["a"], deleted: ["b", "c"] },
};

test("what is installed is said with its version, and what was changed of it", () => {
  expect(describeInstalled(pack)).toBe(
    "In the policy for eu and us, version 1 of 2. Edited here: a. Deleted here: b and c.",
  );
  expect(isOutdated(pack)).toBe(true);
  expect(describeInstalled({ ...pack, installed: null })).toBe("");
});
