import { expect, test } from "vitest";
import { indentJson } from "./indent-json.ts";

test("values are laid out one a line, empty ones stay on theirs", () => {
  expect(indentJson('{"a":[1,{"b":"c: {}, [x]"}],"d":{},"e":[]}')).toBe(
    [
      "{",
      '  "a": [',
      "    1,",
      "    {",
      '      "b": "c: {}, [x]"',
      "    }",
      "  ],",
      '  "d": {},',
      '  "e": []',
      "}",
    ].join("\n"),
  );
});

test("numbers, repeated keys and escapes stay as they were sent", () => {
  const text = '{"id":12345678901234567890,"id":1e400,"text":"\\u0041\\"\\\\"}';
  expect(indentJson(text).replaceAll(/\n\s*|(?<=:) /g, "")).toBe(text);
});

test("cut text is laid out as far as it goes", () => {
  expect(indentJson('{"a":"unfinis')).toBe('{\n  "a": "unfinis');
  expect(indentJson('{"a":"b\\')).toBe('{\n  "a": "b\\');
});

test.each([
  ["unfinished escapes", '"\\'],
  ["nesting without end", '[{"a":'],
])("a long hostile body of %s costs space and time in proportion to its length", (_, piece) => {
  const text = piece.repeat(100_000);
  expect(indentJson(text).length).toBeLessThan(40 * text.length);
});
