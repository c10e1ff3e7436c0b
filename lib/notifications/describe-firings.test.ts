import { expect, test } from "vitest";
import { describeFirings } from "./describe-firings.ts";
import type { RungFiring } from "./read-rung-firings.ts";

const firing: RungFiring = {
  id: "fir_1",
  watchId: "wch_1",
  watchName: "Failed sign-ins",
  kind: "more-than",
  query: "type:session.refused",
  from: new Date("2026-11-20T12:00:00Z"),
  to: new Date("2026-11-20T12:10:00Z"),
  count: 7,
  about: false,
  subject: "",
};

test("a message says what was found and leads to exactly those events", () => {
  const text = describeFirings([firing], "https://holdpoint.test");
  expect(text.title).toBe("Failed sign-ins: 7 events");
  expect(text.facts).toEqual([["Between", "2026-11-20 12:00 and 2026-11-20 12:10 UTC"]]);
  const url = new URL(text.link.url);
  expect(Object.fromEntries(url.searchParams)).toEqual({
    query: "type:session.refused",
    from: "2026-11-20T12:00:00.000Z",
    to: "2026-11-20T12:10:00.000Z",
  });
});

test("names that agents chose themselves are shown on one line, without what is not seen", () => {
  const first = { ...firing, kind: "first-for-agent", subject: "bot\u202e\nurl https://evil", count: 1 };
  expect(describeFirings([first], "https://holdpoint.test").title).toBe(
    "Failed sign-ins: the first ever of bot\ufffd url https://evil",
  );
});

test("several are one message with a line each", () => {
  const text = describeFirings(
    Array.from({ length: 12 }, () => firing),
    "https://holdpoint.test",
  );
  expect(text.title).toBe("12 watches fired");
  expect(text.list).toHaveLength(11);
  expect(text.list.at(-1)).toBe("and 2 more");
});
