import { expect, test } from "vitest";
import { readPrefer } from "./hold-manner.ts";

test.each([
  ["", null, false],
  ["respond-async", null, true],
  ["Respond-Async, wait=10", 10, true],
  ["wait=10, respond-async; foo=bar", 10, true],
  ['wait="20"', 20, false],
  ["wait=5, wait=50", 5, false],
  ["wait=100000", 600, false],
  ["wait=-1", null, false],
  ["wait=1.5", null, false],
  ["wait=9999999", null, false],
  ["handling=lenient", null, false],
])("Prefer: %s", (value, waitS, respondAsync) => {
  expect(readPrefer(["Prefer", value])).toEqual({ waitS, respondAsync });
});
