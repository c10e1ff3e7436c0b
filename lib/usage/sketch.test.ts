import { expect, test } from "vitest";
import { addTime, decodeBins, encodeBins, timesOf, type Bins } from "./sketch.ts";

function binsOf(values: number[]): Bins {
  const bins: Bins = new Map();
  for (const value of values) addTime(bins, value);
  return bins;
}

const values = Array.from({ length: 5_000 }, (_, index) => Math.round(1.002 ** index) % 90_000);

test("percentiles are within two percent of the exact ones", () => {
  const sorted = values.toSorted((a, b) => a - b);
  const times = timesOf(binsOf(values));
  for (const [name, quantile] of [
    ["p50", 0.5],
    ["p95", 0.95],
    ["p99", 0.99],
  ] as const) {
    const exact = sorted[Math.floor(quantile * (sorted.length - 1))] ?? 0;
    expect(Math.abs((times?.[name] ?? 0) - exact) / exact).toBeLessThan(0.021);
  }
});

test("stored parts joined byte by byte are the sketch of everything", () => {
  const parts = [values.slice(0, 700), values.slice(700, 2_000), values.slice(2_000)];
  const joined = Buffer.concat(parts.map((part) => encodeBins(binsOf(part)) ?? Buffer.alloc(0)));
  expect(decodeBins(joined)).toEqual(decodeBins(encodeBins(binsOf(values))));
  expect(timesOf(decodeBins(joined))).toEqual(timesOf(binsOf(values)));
});

test("adding up again and again moves nothing to another bin", () => {
  let bins = binsOf([1, 2, 3, 40, 500, 6_000, 3_600_000]);
  const first = timesOf(bins);
  for (let round = 0; round < 50; round++) bins = decodeBins(encodeBins(bins));
  expect(timesOf(bins)).toEqual(first);
});

test("zero is a time, and nothing is none", () => {
  expect(timesOf(binsOf([0, 0, 0]))).toEqual({ p50: 0, p95: 0, p99: 0 });
  expect(timesOf(new Map())).toBeNull();
  expect(encodeBins(new Map())).toBeNull();
});

test("counts beyond 32 bits are kept", () => {
  const bins: Bins = new Map([
    [-21, 2 ** 40 + 1],
    [500, 3],
  ]);
  expect(decodeBins(encodeBins(bins))).toEqual(bins);
});
