import { highlightTree, tags, tagHighlighter } from "@lezer/highlight";
import { expect, test } from "vitest";
import { yamlLanguage } from "./yaml-language.ts";

const highlighter = tagHighlighter([
  { tag: tags.propertyName, class: "name" },
  { tag: tags.string, class: "string" },
  { tag: tags.comment, class: "comment" },
  { tag: tags.keyword, class: "keyword" },
]);

function coloured(text: string): string[] {
  const found: string[] = [];
  highlightTree(yamlLanguage.parser.parse(text), highlighter, (from, to, kind) => {
    found.push(`${kind} ${text.slice(from, to)}`);
  });
  return found;
}

test("names, texts, comments and constants have colours of their own", () => {
  expect(coloured('a: "x: y" # why\n- b: { c: 5, "d e": true }\n')).toEqual([
    "name a",
    'string "x: y"',
    "comment # why",
    "name b",
    "name c",
    "keyword 5",
    'name "d e"',
    "keyword true",
  ]);
});

test("a text in several lines is one, whatever stands in it", () => {
  expect(coloured("when: |\n  a: b # c\n  d\nnext: 1\n")).toEqual([
    "name when",
    "string   a: b # c",
    "string   d",
    "name next",
    "keyword 1",
  ]);
});

test("no text is nested too deep or too long for it", () => {
  expect(coloured(`a: ${"[".repeat(100_000)}`)).toEqual(["name a"]);
  const startedAt = performance.now();
  coloured(`a: ${"x ".repeat(100_000)}`);
  coloured('"'.repeat(100_001));
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});
