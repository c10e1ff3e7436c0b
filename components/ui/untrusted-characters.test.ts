import { expect, test } from "vitest";
import { splitUntrusted } from "./untrusted-characters.ts";

test("what would not be seen or would mislead becomes a mark, and the rest stays as it is", () => {
  expect(splitUntrusted("pay\u202E 001$\u200Bnow\u0007 é😀\nnext")).toEqual([
    { text: "pay" },
    { mark: "U+202E", name: "direction override" },
    { text: " 001$" },
    { mark: "U+200B", name: "zero-width character" },
    { text: "now" },
    { mark: "U+0007", name: "control character" },
    { text: " é😀\nnext" },
  ]);
});

test.each([
  ["tag characters that spell hidden words", "\u{E0041}", "U+E0041"],
  ["a byte order mark", "\uFEFF", "U+FEFF"],
  ["half a surrogate pair", "\uD800", "U+D800"],
  ["a carriage return", "\r", "U+000D"],
  ["a hangul filler", "\u3164", "U+3164"],
  ["a variation selector of the supplement", "\u{E0101}", "U+E0101"],
])("%s is marked", (_what, text, mark) => {
  expect(splitUntrusted(`a${text}b`)).toMatchObject([{ text: "a" }, { mark }, { text: "b" }]);
});
