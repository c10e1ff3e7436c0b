import { expect, test } from "vitest";
import { completeBuckets } from "./complete-buckets.ts";

const minuteMs = 60_000;
const at = (minute: number) => new Date(Date.UTC(2026, 10, 20, 12, minute));

test("every bucket of the range is there, and what was counted is in its own", () => {
  const { bucketMs, points } = completeBuckets({ from: at(2), to: at(20), bucketMs: 5 * minuteMs }, [
    { at: at(5), values: { ok: 3, failed: 1 } },
    { at: at(15), values: { ok: 2 } },
  ]);
  expect(bucketMs).toBe(5 * minuteMs);
  expect(points.map((point) => [point.at.getUTCMinutes(), point.values["ok"] ?? 0])).toEqual([
    [0, 0],
    [5, 3],
    [10, 0],
    [15, 2],
  ]);
});

test("more buckets than fit are put together without losing anything", () => {
  const { bucketMs, points } = completeBuckets(
    { from: at(0), to: new Date(at(0).getTime() + 1_000 * minuteMs), bucketMs: minuteMs },
    Array.from({ length: 1_000 }, (_, index) => ({
      at: new Date(at(0).getTime() + index * minuteMs),
      values: { ok: 1 },
    })),
  );
  expect(bucketMs).toBe(3 * minuteMs);
  expect(points.length).toBeLessThanOrEqual(420);
  expect(points.reduce((sum, { values }) => sum + (values["ok"] ?? 0), 0)).toBe(1_000);
});

test("an empty range is one empty bucket, and what lies outside is left out", () => {
  const { points } = completeBuckets({ from: at(0), to: at(0), bucketMs: minuteMs }, [
    { at: at(30), values: { ok: 1 } },
  ]);
  expect(points).toEqual([{ at: at(0), values: {} }]);
});
