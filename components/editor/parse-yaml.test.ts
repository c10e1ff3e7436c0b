import { expect, test } from "vitest";
import { parseYaml } from "./parse-yaml.ts";

test("plain YAML is read, and an empty text says nothing", () => {
  expect(parseYaml("a: [1, yes]\n")).toEqual({ value: { a: [1, "yes"] } });
  expect(parseYaml("# nothing\n")).toEqual({ value: null });
});

test.each(["a: [1", "a: 1\na: 2", "a: &a [x]\nb: *a", "a: !secret x", "a: 1\n---\nb: 2", `a: ${"[".repeat(50_000)}`])(
  "what cannot be read is not guessed (%#)",
  (text) => {
    expect(parseYaml(text)).toBeNull();
  },
);
