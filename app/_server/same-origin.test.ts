import { expect, test } from "vitest";
import { requireSameOrigin } from "./same-origin.ts";

const consoleUrl = "https://holdpoint.example.com/";

function attempt(headers: Record<string, string>): () => void {
  return () => requireSameOrigin(new Headers(headers), consoleUrl);
}

test("a change from the console's own pages passes", () => {
  expect(attempt({ origin: "https://holdpoint.example.com", "sec-fetch-site": "same-origin" })).not.toThrow();
  expect(attempt({ origin: "https://holdpoint.example.com" })).not.toThrow();
});

test.each([
  ["another origin", { origin: "https://evil.example" }],
  ["a host that the attacker forwards", { origin: "https://evil.example", "x-forwarded-host": "evil.example" }],
  ["another scheme", { origin: "http://holdpoint.example.com" }],
  ["a sandboxed page", { origin: "null" }],
  ["no origin at all", {}],
  ["a neighbour site", { origin: "https://holdpoint.example.com", "sec-fetch-site": "same-site" }],
])("a change from %s is refused", (_from, headers) => {
  expect(attempt(headers)).toThrow(expect.objectContaining({ code: "forbidden" }));
});
