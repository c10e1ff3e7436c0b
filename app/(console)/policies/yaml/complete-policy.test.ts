import { expect, test } from "vitest";
import { parseCondition } from "#lib/policies/conditions.ts";
import { completePolicy, describePolicy } from "./complete-policy.ts";
import { conditionFunctions, conditionWords } from "./condition-words.ts";
import { shapeAt } from "./document-shape.ts";
import { documentWords } from "./document-words.ts";

const known = { connections: ["datadog"], agents: ["deploy-bot"], groups: ["approvers"] };

/** Labels of what is offered at the mark `^`. */
function offered(marked: string): string[] {
  const offset = marked.indexOf("^");
  return completePolicy(marked.replace("^", ""), offset, known)?.options.map(({ label }) => label) ?? [];
}

test.each([
  ["^", ["rules", "tests", "packs"]],
  ["rules:\n  - id: a\n    effect: ^", ["deny", "hold", "allow"]],
  ["rules:\n  - id: a\n    observe: ^", ["true", "false"]],
  ["rules:\n  - match:\n      connections: [^", ["datadog"]],
  ["rules:\n  - match:\n      agents:\n        - ^", ["deploy-bot"]],
  ["rules:\n  - approval: { groups: [^", ["approvers"]],
  ["rules:\n  - mask:\n      - where: ^", expect.arrayContaining(["response", "stored-request"])],
  ["rules:\n  - mask:\n      - detect: [email, ^", expect.arrayContaining(["card", "github-token"])],
  ["rules:\n  - match: { methods: [^", expect.arrayContaining(["GET", "POST"])],
  ["rules:\n  - match: { operations: [^", expect.arrayContaining(["datadog:read", "datadog:high-risk"])],
  ["tests:\n  - call:\n      connection: ^", ["datadog"]],
  ["rules:\n  - id: ^", []],
])("%j is completed with what may stand there", (marked, labels) => {
  expect(offered(marked)).toEqual(labels);
});

test("names that a rule has already are not offered again", () => {
  const labels = offered("rules:\n  - id: a\n    ^\n    effect: deny\n");
  expect(labels).toEqual(expect.arrayContaining(["match", "when", "approval"]));
  expect(labels).not.toContain("id");
  expect(labels).not.toContain("effect");
});

test("a condition is completed with what conditions can ask for", () => {
  expect(offered("rules:\n  - when: caller.^")).toContain("caller.groups");
  expect(offered("rules:\n  - when: |\n      has(args.x) &&\n      ht^")).toContain("http.method");
});

test("what stands under the pointer is explained", () => {
  const text = "rules:\n  - id: a\n    effect: hold\n    when: caller.groups.exists(g, g == 'x')\n";
  expect(describePolicy(text, text.indexOf("effect") + 2)?.text).toContain("What happens");
  expect(describePolicy(text, text.indexOf("hold") + 1)?.text).toContain("waits for a person");
  expect(describePolicy(text, text.indexOf("groups") + 1)?.text).toContain("Groups of the caller");
  expect(describePolicy(text, text.indexOf("\n"))).toBeNull();
});

test("everything that is explained exists in the document", () => {
  const missing = Object.keys(documentWords).filter((place) => {
    const [path = "", value] = place.split("=");
    const shape = shapeAt(path.split(".").map((step) => (step === "*" ? 0 : step)));
    return !shape || (value !== undefined && !shape.values.includes(value));
  });
  expect(missing).toEqual([]);
});

test("every word for conditions is one that conditions take", () => {
  const words = [
    ...conditionWords.map(({ name }) => `${name} == ${name}`),
    ...conditionFunctions.map(({ name }) => name),
  ];
  expect(words.filter((word) => "problem" in parseCondition(word))).toEqual([]);
});
