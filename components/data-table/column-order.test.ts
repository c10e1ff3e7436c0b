import { expect, test } from "vitest";
import { moveColumn, toggleColumn } from "./column-order.ts";

test("columns are shown, hidden and moved, and the last one stays", () => {
  expect(toggleColumn(["a", "b"], "a")).toEqual(["b"]);
  expect(toggleColumn<"a" | "b">(["b"], "a")).toEqual(["b", "a"]);
  expect(toggleColumn(["a"], "a")).toEqual(["a"]);
  expect(moveColumn(["a", "b", "c"], "c", -1)).toEqual(["a", "c", "b"]);
  expect(moveColumn(["a", "b", "c"], "a", 1)).toEqual(["b", "a", "c"]);
  expect(moveColumn(["a", "b"], "a", -1)).toEqual(["a", "b"]);
  expect(moveColumn(["a", "b"], "b", 1)).toEqual(["a", "b"]);
});
