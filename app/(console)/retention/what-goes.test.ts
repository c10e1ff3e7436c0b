import { expect, test } from "vitest";
import { describeGoing, whatGoes } from "./what-goes.ts";

const now = new Date("2026-11-20T10:00:00Z");
const days = ["2026-11-01", "2026-11-10", "2026-11-19", "2026-11-20"].flatMap((day) => [
  { day, kind: "events" as const, bytes: 100 },
  { day, kind: "payloads" as const, bytes: 1_000 },
]);

test("a day goes once its last event is too old, its payloads no later than its events", () => {
  expect(whatGoes(days, { eventDays: null, payloadDays: null }, now)).toEqual([]);
  expect(whatGoes(days, { eventDays: 1, payloadDays: null }, now).map(({ day, kind }) => `${kind} ${day}`)).toEqual([
    "events 2026-11-01",
    "payloads 2026-11-01",
    "events 2026-11-10",
    "payloads 2026-11-10",
  ]);
  expect(whatGoes(days, { eventDays: 15, payloadDays: 5 }, now)).toHaveLength(3);
});

test("what goes is said in days and size", () => {
  expect(describeGoing(whatGoes(days, { eventDays: 15, payloadDays: 5 }, now))).toBe(
    "events of 1 day and payloads of 2 days (2.1 kB)",
  );
  expect(describeGoing([])).toBeNull();
});
