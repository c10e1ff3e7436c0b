import { DDSketch } from "@datadog/sketches-js";

/** Percentiles are within 2 % of the truth. Rows written with another accuracy could not be added up with these. */
const relativeAccuracy = 0.02;
const { mapping } = new DDSketch({ relativeAccuracy });

/** What stands for zero, which a logarithm has no place for: it is shown as 0 ms. */
const zeroMs = 0.4;

/** A DDSketch as its bins: how many values each holds. Bins of two sketches are added up to those of all their values. */
export type Bins = Map<number, number>;

/** p50, p95 and p99 in ms. */
export type Times = { p50: number; p95: number; p99: number };

export function addTime(bins: Bins, ms: number): void {
  const key = mapping.key(Math.max(zeroMs, ms));
  bins.set(key, (bins.get(key) ?? 0) + 1);
}

/** Null where nothing was measured. */
export function timesOf(bins: Bins): Times | null {
  if (bins.size === 0) return null;
  const sketch = new DDSketch({ relativeAccuracy });
  for (const [key, count] of bins) sketch.accept(mapping.value(key), count);
  const at = (quantile: number) => Math.round(sketch.getValueAtQuantile(quantile));
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

/**
 * Bins as they are stored: pairs of key and count as LEB128 numbers, keys folded so that negative ones fit. One after the
 * other, stored bins are the bins of everything in them, so a database adds them up by joining bytes.
 */
export function encodeBins(bins: Bins): Buffer | null {
  if (bins.size === 0) return null;
  const bytes: number[] = [];
  for (const [key, count] of bins) {
    pushNumber(bytes, key < 0 ? -2 * key - 1 : 2 * key);
    pushNumber(bytes, count);
  }
  return Buffer.from(bytes);
}

/** Adds stored bins to `bins`, and returns them. */
export function decodeBins(stored: Uint8Array | null, bins: Bins = new Map()): Bins {
  let folded: number | undefined;
  let value = 0;
  let scale = 1;
  for (const byte of stored ?? []) {
    value += (byte & 0x7f) * scale;
    scale *= 128;
    if (byte >= 0x80) continue;
    if (folded === undefined) folded = value;
    else {
      const key = folded % 2 === 1 ? -(folded + 1) / 2 : folded / 2;
      bins.set(key, (bins.get(key) ?? 0) + value);
      folded = undefined;
    }
    value = 0;
    scale = 1;
  }
  return bins;
}

function pushNumber(bytes: number[], number: number): void {
  let rest = number;
  while (rest >= 0x80) {
    bytes.push((rest % 128) + 0x80);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}
