import { expect, test } from "vitest";
import { changeOf, changeWords, percent } from "./change-words.ts";

test("changes are told as people say them, and not where there was nothing before", () => {
  expect(changeWords(changeOf(112, 100))).toBe("+12 %");
  expect(changeWords(changeOf(97, 100))).toBe("−3 %");
  expect(changeWords(changeOf(800, 100))).toBe("×8.0");
  expect(changeWords(changeOf(100, 100))).toBe("as before");
  expect(changeWords(changeOf(0, 0))).toBe("as before");
  expect(changeWords(changeOf(5, 0))).toBe("");
  expect(changeWords(changeOf(null, 3))).toBe("");
});

test("a small part is not rounded to none", () => {
  expect(percent(1, 100_000)).toBe("< 0.1 %");
  expect(percent(0, 100_000)).toBe("0 %");
  expect(percent(3, 200)).toBe("1.5 %");
  expect(percent(1, 2)).toBe("50 %");
  expect(percent(0, 0)).toBe("–");
});
