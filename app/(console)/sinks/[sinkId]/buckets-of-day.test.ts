import { expect, test } from "vitest";
import { bucketsOfDay } from "./buckets-of-day.ts";

const now = new Date("2026-11-20T10:07:00Z");
const minute = (at: string, lagMs: number, delivered: number) => ({
  minute: new Date(at),
  lagMs,
  delivered,
  retried: 1,
  refused: 0,
});

test("a day is 96 quarters of an hour, the last of which is the one we are in", () => {
  const buckets = bucketsOfDay(
    [
      minute("2026-11-19T10:14:00Z", 9, 9),
      minute("2026-11-19T10:15:00Z", 1, 1),
      minute("2026-11-20T10:00:00Z", 5, 10),
      minute("2026-11-20T10:06:00Z", 3, 20),
    ],
    now,
  );
  expect(buckets).toHaveLength(96);
  expect(buckets[0]).toMatchObject({ from: new Date("2026-11-19T10:15:00Z"), lagMs: 1, delivered: 1 });
  expect(buckets.at(-1)).toMatchObject({ from: new Date("2026-11-20T10:00:00Z"), lagMs: 5, delivered: 30, retried: 2 });
  expect(buckets.reduce((sum, { delivered }) => sum + delivered, 0)).toBe(31);
});
