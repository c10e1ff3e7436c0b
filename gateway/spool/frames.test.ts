import { expect, test } from "vitest";
import { encodeFrame, readFrames, segmentHead } from "./frames.ts";

/** Three batches, each synced before the next was written: two records, one, two. */
const batches = [
  [1, 0],
  [2, 0],
  [3, 2],
  [4, 3],
  [5, 3],
] as const;
const frames = batches.map(([sequence, synced]) => encodeFrame(sequence, synced, Buffer.from(`record ${sequence}`)));
const segment = Buffer.concat([segmentHead, ...frames]);
const lastBatchAt = segment.length - Buffer.concat(frames.slice(3)).length;

test("a segment that was cut off anywhere gives every whole record before the cut, and is only torn", () => {
  for (let length = 0; length < segment.length; length++) {
    const { frames: read, end, state } = readFrames(segment.subarray(0, length), 1);
    expect(read.map(({ body }) => body.toString())).toEqual(
      frames
        .filter((_, index) => segmentHead.length + Buffer.concat(frames.slice(0, index + 1)).length <= length)
        .map((_, index) => `record ${index + 1}`),
    );
    expect(state).toBe(end === length && length > 0 ? "whole" : "torn");
  }
  expect(readFrames(segment, 1)).toMatchObject({ state: "whole", end: segment.length });
});

test("a byte that changed in what was synced is damage; in the last batch it may have been torn", () => {
  for (let at = 0; at < segment.length; at++) {
    const changed = Buffer.from(segment);
    changed[at] = (changed[at] ?? 0) ^ 0x41;
    const { frames: read, state } = readFrames(changed, 1);
    expect(state).toBe(at < lastBatchAt ? "damaged" : "torn");
    expect(read.length).toBeGreaterThanOrEqual(at < lastBatchAt ? 0 : 3);
  }
});

test("a record that is missing between two is damage", () => {
  const without = Buffer.concat([segmentHead, ...frames.filter((_, index) => index !== 1)]);
  expect(readFrames(without, 1).state).toBe("damaged");
});
