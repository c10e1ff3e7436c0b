import { expect, test } from "vitest";
import {
  auditHref,
  formerHref,
  fromSettings,
  loadAuditParams,
  termHref,
  toSearch,
  toSettings,
} from "./search-params.ts";

const now = new Date("2026-01-05T12:00:00Z");

test("addresses from before there was a query lead to the query that says the same", () => {
  expect(formerHref({ user: "al ice", status: "denied", kind: "calls", range: "24h" })).toBe(
    `/audit?range=24h&query=${encodeURIComponent('user:"al ice" status:denied group:calls').replaceAll("%20", "+")}`,
  );
  expect(formerHref({ query: "x", agent: "api-key:ci" })).toBe("/audit?query=x+agent%3Aapi-key%3Aci");
  expect(formerHref({ query: "user:alice", range: "7d" })).toBeNull();
});

test("a span ends now, and times that are given replace it", () => {
  expect(toSearch({ query: "a", range: "1h", from: null, to: null }, now)).toEqual({
    query: "a",
    from: new Date("2026-01-05T11:00:00Z"),
  });
  expect(toSearch({ query: "", range: "all", from: null, to: null }, now)).toEqual({ query: "" });
  expect(toSearch({ query: "", range: "1h", from: null, to: now }, now)).toEqual({ query: "", to: now });
});

test("a view keeps what the address shows and gives it back, without the page and the entry that is open", async () => {
  const href = auditHref({ query: "status:denied", from: now, columns: ["time", "rule"], show: "top", by: ["tool"] });
  const params = await loadAuditParams(Promise.resolve(Object.fromEntries(new URL(href, "http://x").searchParams)));
  expect(auditHref(fromSettings(toSettings({ ...params, open: "evt_1", after: "c" })))).toBe(href);
});

test("a link to a value quotes it", () => {
  expect(new URL(termHref("agent", 'a "b"'), "http://x").searchParams.get("query")).toBe(String.raw`agent:"a \"b\""`);
});
