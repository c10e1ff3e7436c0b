import { expect, test } from "vitest";
import { formatBytes, formatCountdown, formatDuration, formatExact, formatRelative } from "./time-format.ts";

const now = Date.UTC(2026, 10, 20, 13, 2, 11, 42);

test.each([
  [3, "just now"],
  [-3, "just now"],
  [42, "42 s ago"],
  [150, "2 min ago"],
  [3 * 3600 + 59, "3 h ago"],
  [5 * 86_400, "5 d ago"],
  [-150, "in 2 min"],
])("a time %d s ago reads %s", (seconds, words) => {
  expect(formatRelative(new Date(now - seconds * 1000), now)).toBe(words);
});

test.each([
  [412, "412 ms"],
  [2_440, "2.4 s"],
  [41_000, "41 s"],
  [59_900, "1 min"],
  [185_000, "3 min 5 s"],
  [4_800_000, "1 h 20 min"],
  [90_000_000, "1 d 1 h"],
])("%d ms reads %s", (ms, words) => {
  expect(formatDuration(ms)).toBe(words);
});

test.each([
  [252_000, "04:12"],
  [3_729_000, "1:02:09"],
  [-5, "00:00"],
])("%d ms left reads %s", (ms, clock) => {
  expect(formatCountdown(ms)).toBe(clock);
});

test("an exact time has milliseconds and its zone", () => {
  expect(formatExact(new Date(now), "Europe/Zurich")).toBe("2026-11-20 14:02:11.042 UTC+01:00");
  expect(formatExact(new Date(now), "UTC")).toBe("2026-11-20 13:02:11.042 UTC+00:00");
});

test("sizes read in the unit people say", () => {
  expect([512, 12_400, 3_100_000, 1.2e9].map(formatBytes)).toEqual(["512 B", "12.4 kB", "3.1 MB", "1.2 GB"]);
});
