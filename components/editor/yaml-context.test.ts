import { expect, test } from "vitest";
import { yamlContext } from "./yaml-context.ts";

/** The context at the mark `^`. */
function at(marked: string) {
  const offset = marked.indexOf("^");
  const context = yamlContext(marked.replace("^", ""), offset);
  if (!context) return null;
  const { path, part, typed, taken, from } = context;
  expect(from).toBe(offset - typed.length);
  return [path.join("."), part, typed, ...[...taken].sort()];
}

test.each([
  ["^", ["", "name", ""]],
  ["ru^", ["", "name", "ru"]],
  ["rules:\n  - ^", ["rules.0", "name", ""]],
  ["rules:\n- id: a\n  eff^\n  when: x\n- id: b\n  match: y", ["rules.0", "name", "eff", "id", "when"]],
  ["rules:\n  - id: a\n  - id: b\n    effect: d^", ["rules.1.effect", "value", "d"]],
  ["rules:\n  - id: a\n    match:\n      ^", ["rules.0.match", "name", ""]],
  ["rules:\n  - match:\n      methods:\n        - G^", ["rules.0.match.methods.0", "name", "G"]],
  ["rules:\n  - match:\n      tools: [a]\n      gr^", ["rules.0.match", "name", "gr", "tools"]],
  ["rules:\n  - match:\n      tools: [a]\n    ^", ["rules.0", "name", "", "match"]],
  ["rules:\n  - match: { tools: [a], me^", ["rules.0.match", "name", "me", "tools"]],
  ["rules:\n  - match: { methods: [GET, P^", ["rules.0.match.methods.1", "name", "P"]],
  ["rules:\n  - match: { a: b, with: to^", ["rules.0.match.with", "value", "to"]],
  ["rules:\n  - when: args.^", ["rules.0.when", "value", "args."]],
  ["rules:\n  - when: |\n      a: b &&\n      args.^", ["rules.0.when", "value", "args."]],
  ["rules:\n  - when: |\n      a && b\n    ^", ["rules.0", "name", "", "when"]],
])("%j", (marked, expected) => {
  expect(at(marked)).toEqual(expected);
});

test("nothing is completed in a comment", () => {
  expect(at("rules: # se^")).toBeNull();
  expect(at("# se^")).toBeNull();
});
