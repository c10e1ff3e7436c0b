import { expect, test } from "vitest";
import { newEvent } from "#lib/ledger/new-event.ts";
import type { EventRow } from "#lib/ledger/schemas.ts";
import { toSteps } from "./to-steps.ts";

const at = (second: number) => new Date(Date.UTC(2026, 0, 5, 12, 0, second));

function event(second: number, callId: string, given: Partial<EventRow> = {}): EventRow {
  const made = newEvent({ type: "call.finished", status: "ok", callId, durationMs: 1_000, at: at(second), ...given });
  return { ...made, risk: null, masked: null };
}

test("a held call is one step from its asking to its answer, and gaps are from end to start", () => {
  const steps = toSteps([
    event(1, "one"),
    event(5, "held", { type: "call.held", status: "held", durationMs: null, holdId: "h" }),
    event(20, "held", { type: "hold.approved", status: "approved", durationMs: null, holdId: "h" }),
    event(25, "held", { durationMs: 20_000, holdId: "h" }),
    event(40, "last"),
  ]);
  expect(steps.map(({ event: { callId, type }, gapMs, wasHeld }) => [callId, type, gapMs, wasHeld])).toEqual([
    ["one", "call.finished", null, false],
    ["held", "call.finished", 4_000, true],
    ["last", "call.finished", 14_000, false],
  ]);
  expect(steps[1]).toMatchObject({ startedAt: at(5), endedAt: at(25) });
});

test("calls at the same time have no gap between them", () => {
  const steps = toSteps([event(10, "long", { durationMs: 10_000 }), event(5, "short"), event(12, "next")]);
  expect(steps.map(({ event: { callId }, gapMs }) => [callId, gapMs])).toEqual([
    ["long", null],
    ["short", 0],
    ["next", 1_000],
  ]);
});
