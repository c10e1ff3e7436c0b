import { expect, test } from "vitest";
import { describeMask } from "./describe-mask.ts";

test("masks read as sentences", () => {
  expect(
    describeMask([
      { where: "response", detect: ["email", "card"], fields: ["$..ssn"], with: "token" },
      { where: "stored-request", patterns: [{ kind: "badge", pattern: "B-[0-9]+" }], with: "refuse" },
    ]),
  ).toBe("Masks email, card and $..ssn in answers. Refuses badge in stored requests.");
});
