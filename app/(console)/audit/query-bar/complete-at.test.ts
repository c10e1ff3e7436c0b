import { expect, test } from "vitest";
import { completed, matchingFields, typingAt } from "./complete-at.ts";

/** `|` is where the caret stands. */
function at(marked: string) {
  const caret = marked.indexOf("|");
  return typingAt(marked.replace("|", ""), caret);
}

test.each([
  ["us|", { kind: "field", prefix: "us", start: 0, end: 2 }],
  ["status:ok -age|", { kind: "field", prefix: "age", start: 11, end: 14 }],
  ["user:al|", { kind: "value", field: "user", prefix: "al", start: 5, end: 7 }],
  ["-@usr.name:al|ice x", { kind: "value", field: "user", prefix: "al", start: 11, end: 16 }],
  ['tool:"list m|onitors" x', { kind: "value", field: "tool", prefix: "list m", start: 5, end: 20 }],
  ["server:(github OR da|)", { kind: "value", field: "server", prefix: "da", start: 18, end: 20 }],
  ["(status:ok) us|", { kind: "field", prefix: "us", start: 12, end: 14 }],
])("in %s the word at the caret is known", (marked, typing) => {
  expect(at(marked)).toEqual(typing);
});

test("nothing is proposed inside a phrase or after a field that there is not", () => {
  expect(at('"free te|')).toBeNull();
  expect(at("nothing:he|")).toBeNull();
});

test("fields are found by their names, their labels and the names that Datadog gives them", () => {
  expect(matchingFields("us")[0]).toBe("user");
  expect(matchingFields("@mcp.tool")).toEqual(["tool"]);
  expect(matchingFields("client")).toEqual(expect.arrayContaining(["client", "address"]));
  expect(matchingFields("zzz")).toEqual([]);
});

test("a choice replaces the word, and typing goes on behind it", () => {
  const text = "-user:al status:ok";
  const typing = typingAt(text, 8);
  expect(typing && completed(text, typing, "alice@example.com")).toEqual({
    text: "-user:alice@example.com status:ok",
    caret: 23,
  });
  const word = typingAt("us", 2);
  expect(word && completed("us", word, "user:")).toEqual({ text: "user:", caret: 5 });
});
