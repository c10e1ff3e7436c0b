import { expect, test } from "vitest";
import { describeMasked } from "./describe-masked.ts";

test("what was masked is said by kind and number, and where", () => {
  expect(describeMasked("call.finished", "email:2 github-token:1")).toBe(
    "3 values in the answer: email 2, github-token 1",
  );
  expect(describeMasked("call.started", "card:1")).toBe("1 value in the request: card 1");
  expect(describeMasked("call.started", undefined)).toBeNull();
});
