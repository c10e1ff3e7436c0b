import { expect, test } from "vitest";
import { parseStrictJson } from "./strict-json.ts";

function parse(text: string) {
  return parseStrictJson(Buffer.from(text));
}

test.each([
  '{"a":1,"a":2}',
  '{"a":1,"\\u0061":2}',
  '[{"x":{"k":"\\"","b":[1],"k":null}}]',
  '{"__proto__":1,"__proto__":2}',
  '{"a" : 1, "b":{}, "a"\n:3}',
])("an object with a key twice is refused: %s", (text) => {
  expect(parse(text)).toEqual({ ok: false, problem: "duplicate_keys" });
});

test.each(['{"a":{"a":1},"b":{"a":2}}', '["a","a",{"a":"a"}]', '{"a":"b","b":"a:"}', '{"a":"{\\"a\\":1}","b":1}'])(
  "the same name in different objects, or as a value, is fine: %s",
  (text) => {
    expect(parse(text)).toEqual({ ok: true, value: JSON.parse(text), exact: true });
  },
);

test("text that is not UTF-8, has a byte order mark, or is nested beyond reason is refused", () => {
  expect(parseStrictJson(Buffer.from([0x22, 0xff, 0x22])).ok).toBe(false);
  expect(parse("\ufeff{}").ok).toBe(false);
  expect(parse("[".repeat(200) + "]".repeat(200)).ok).toBe(false);
  expect(parse("[".repeat(5_000_000)).ok).toBe(false);
  expect(parse("").ok).toBe(false);
});

test.each(["1", "-0.5", "1.10", "123456789012345", "9007199254740991", "0.30000000000000004", "1e3", "0"])(
  "%s is read exactly",
  (text) => {
    expect(parse(`{"n":${text}}`)).toMatchObject({ ok: true, exact: true });
  },
);

test.each(["12345678901234567891", "9007199254740993", "1e400", "1e-400", "0.1000000000000000055"])(
  "%s is not read exactly",
  (text) => {
    expect(parse(`[${text}]`)).toMatchObject({ ok: true, exact: false });
  },
);
