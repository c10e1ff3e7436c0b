import { expect, test } from "vitest";
import { onlyTerm, withoutAsked, withoutValue } from "./only-term.ts";

test("a click that goes into a value takes the place of other values of the field", () => {
  expect(onlyTerm("tool:(a OR b) -tool:c status:ok", "tool", "a")).toBe("-tool:c status:ok tool:a");
  expect(withoutAsked("tool:(a OR b) -tool:c", "tool")).toBe("-tool:c");
});

test("what has no value is asked for beside the whole query, also where it has an OR", () => {
  expect(withoutValue("status:ok OR status:held", "tool")).toBe("(status:ok OR status:held) -tool:*");
  expect(withoutValue("", "tool")).toBe("-tool:*");
});
