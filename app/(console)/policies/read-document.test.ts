import { expect, test } from "vitest";
import { editDocument, readDocument } from "./read-document.ts";
import { sourceProblem } from "./source-problem.ts";

test("a text that no policy has is no document, however it is broken", () => {
  for (const source of [
    "",
    "rules: [",
    "rules: []\nrulez: 1",
    "rules: &a []\ntests: *a",
    "rules: [{ id: a }]",
    "x".repeat(1_000_001),
  ]) {
    expect(readDocument(source)).toBeNull();
  }
  expect(readDocument("rules: []\n")).toEqual({ rules: [] });
});

test("a text that is too long to be sent is refused with its limit", () => {
  expect(sourceProblem("x".repeat(1_000_001))).toMatch(/^A policy may have [\d,]+ characters at most/);
  expect(sourceProblem("rules: []")).toBeNull();
});

test("parts of a document are replaced in its text, and the rest of the text stays", () => {
  const source = "# Ours\nrules:\n  - id: a # first\n    match: {}\n    effect: allow\n";
  const document = readDocument(source);
  const test = { name: "t", call: { connection: "c", tool: "x" }, expect: { effect: "allow" as const } };
  const edited = document && editDocument(source, document, { tests: [test] });
  expect(edited?.startsWith(source)).toBe(true);
  expect(readDocument(edited ?? "")?.tests).toEqual([test]);
});
