import { expect, test } from "vitest";
import { diffLines } from "./diff-lines.ts";

const signs = { same: " ", added: "+", removed: "-" };
const shown = (before: string, after: string) => diffLines(before, after).map(({ kind, text }) => signs[kind] + text);

test("lines that both have stay, the others are marked", () => {
  expect(shown("a\nb\nc\n", "a\nx\nc\nd\n")).toEqual([" a", "-b", "+x", " c", "+d"]);
  expect(shown("", "a\n")).toEqual(["+a"]);
  expect(shown("a\n", "")).toEqual(["-a"]);
  expect(shown("same\n", "same\n")).toEqual([" same"]);
});

test("texts too long to be compared are shown one after the other", () => {
  const lines = shown("a\n".repeat(2_001), "a\n");
  expect(lines).toHaveLength(2_002);
});
