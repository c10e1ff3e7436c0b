import { expect, test } from "vitest";
import { configChanges } from "./config-changes.ts";

test("a changed connection differs in what was changed, whatever the order of its fields", () => {
  const [change] = configChanges({ before: { name: "a", groups: ["x"] }, after: { groups: ["x", "y"], name: "a" } });
  expect(change).toEqual({
    what: "Changed",
    before: '{\n  "groups": [\n    "x"\n  ],\n  "name": "a"\n}',
    after: '{\n  "groups": [\n    "x",\n    "y"\n  ],\n  "name": "a"\n}',
  });
});

test("what was created is all new, what was removed is all gone", () => {
  expect(configChanges({ after: { name: "a" } })).toMatchObject([{ what: "Created", before: "" }]);
  expect(configChanges({ before: { name: "a" } })).toMatchObject([{ what: "Removed", after: "" }]);
});

test("a published policy is compared rule by rule", () => {
  const rules = {
    added: [{ id: "new" }],
    removed: [{ id: "old" }],
    changed: [{ before: { id: "sums", effect: "hold" }, after: { id: "sums", effect: "deny" } }],
  };
  expect(configChanges({ rules }).map(({ what }) => what)).toEqual([
    "Rule sums, changed",
    "Rule new, added",
    "Rule old, removed",
  ]);
});

test("calls and sign-ins change nothing", () => {
  expect(configChanges({ "auth.method": "key", rules: null })).toEqual([]);
});
