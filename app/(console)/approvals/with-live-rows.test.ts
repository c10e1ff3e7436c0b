import { expect, test } from "vitest";
import type { HoldRow } from "#lib/holds/schemas.ts";
import { withLiveRows } from "./with-live-rows.ts";

function row(id: string, expiresInS: number): HoldRow {
  return {
    id,
    state: "pending",
    connection: "c",
    kind: "mcp",
    operation: "tools/call",
    tool: "t",
    userName: null,
    agent: "a",
    rule: "r",
    createdAt: new Date(0),
    expiresAt: new Date(expiresInS * 1_000),
    decidedAt: null,
    verdict: null,
    votes: [],
    quorums: [],
    edited: false,
    awaitsReview: false,
    excerpt: null,
    decidable: null,
  };
}

const arrived = new Map([
  ["b", { row: row("b", 20), forMe: true }],
  ["d", { row: row("d", 5), forMe: false }],
]);
const ids = (rows: HoldRow[]) => rows.map(({ id }) => id);

test("calls that came and went since the page was read are shown and gone, in the order of the server", () => {
  const page = [row("a", 10), row("c", 30)];
  expect(ids(withLiveRows(page, "mine", { arrived, gone: new Set(["c"]) }))).toEqual(["a", "b"]);
  expect(ids(withLiveRows(page, "pending", { arrived, gone: new Set() }))).toEqual(["d", "a", "b", "c"]);
  expect(ids(withLiveRows([row("b", 20)], "mine", { arrived, gone: new Set() }))).toEqual(["b"]);
});

test("lists of what is over stay as they were read", () => {
  expect(ids(withLiveRows([row("c", 30)], "decided", { arrived, gone: new Set(["c"]) }))).toEqual(["c"]);
});
