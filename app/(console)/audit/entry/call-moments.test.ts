import { expect, test } from "vitest";
import { callMoments } from "./call-moments.ts";

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 5, 12, 0, seconds));
const none = { durationMs: null, decision: null, status: "ok" as const };

test("a held call is told from its arrival to its answer, with the time between", () => {
  const moments = callMoments([
    { ...none, type: "call.held", at: at(1), decision: "hold", status: "held" },
    { ...none, type: "hold.approved", at: at(31), status: "approved" },
    { ...none, type: "hold.claimed", at: at(31) },
    { ...none, type: "call.started", at: at(32), decision: "hold", status: "started" },
    { ...none, type: "call.finished", at: at(34), durationMs: 34_000, decision: "hold" },
  ]);
  expect(moments.map(({ name, sincePreviousMs }) => [name, sincePreviousMs])).toEqual([
    ["received", null],
    ["decided: hold", 1_000],
    ["held", 0],
    ["approved", 30_000],
    ["sent", 1_000],
    ["answered, ok", 2_000],
  ]);
});

test("a refused call has no more than its arrival, the decision and the refusal", () => {
  const moments = callMoments([{ type: "call.refused", at: at(1), durationMs: 5, decision: "deny", status: "denied" }]);
  expect(moments.map(({ name }) => name)).toEqual(["received", "decided: deny", "refused"]);
});

test("what belongs to no call has no moments", () => {
  expect(callMoments([{ ...none, type: "policy.published", at: at(1) }])).toEqual([]);
});
