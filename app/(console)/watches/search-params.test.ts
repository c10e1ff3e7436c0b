import { expect, test } from "vitest";
import { loadWatchesParams, newWatchHref } from "./search-params.ts";

test("the form for a watch of a view begins with the view's name and query", () => {
  const given = { name: "Denied & failed", query: 'status:(denied OR failed) "50 %" tool:a\\*b' };
  const { search } = new URL(newWatchHref(given), "https://holdpoint.example.com");
  expect(loadWatchesParams(new URLSearchParams(search))).toMatchObject({ form: "new", watch: null, ...given });
});
