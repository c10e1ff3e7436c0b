import { expect, test } from "vitest";
import { ReplaceStream } from "./replace-stream.ts";

const from = "https://api.test/base";
const text =
  `{"next":"${from}/v1?page=2","self":"${from}","other":"https://api.test.evil/base/x","longer":"${from}line/x",` +
  `"escaped":"https:\\/\\/api.test\\/base\\/v1","é":"https://api","end":"${from}`;

function replace(size: number): string {
  const stream = new ReplaceStream([
    [from, "http://gw/http/api"],
    [from.replaceAll("/", "\\/"), "http:\\/\\/gw\\/http\\/api"],
  ]);
  const bytes = Buffer.from(text);
  const pieces: Buffer[] = [];
  for (let start = 0; start < bytes.length; start += size)
    pieces.push(stream.push(bytes.subarray(start, start + size)));
  pieces.push(stream.end());
  return Buffer.concat(pieces).toString();
}

test("however the bytes are cut, the same links are replaced, and no longer name is taken for one", () => {
  const expected =
    '{"next":"http://gw/http/api/v1?page=2","self":"http://gw/http/api","other":"https://api.test.evil/base/x",' +
    `"longer":"${from}line/x","escaped":"http:\\/\\/gw\\/http\\/api\\/v1","é":"https://api","end":"http://gw/http/api`;
  for (let size = 1; size <= text.length; size++) expect(replace(size)).toBe(expected);
});

test("nothing is kept back but what may become a link", () => {
  const stream = new ReplaceStream([[from, "x"]]);
  expect(stream.push(Buffer.from('{"a":1}\n')).toString()).toBe('{"a":1}\n');
  expect(stream.push(Buffer.from('{"a":"https://api')).toString()).toBe('{"a":"');
  expect(stream.push(Buffer.from(".other")).toString()).toBe("https://api.other");
});
