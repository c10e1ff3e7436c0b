import { crc32 } from "node:zlib";

/** What every segment begins with. */
export const segmentHead = Buffer.from("HPSPOOL1");
const headBytes = 20;
const maxBodyBytes = 64_000_000;
/** How far ahead of a broken frame others may be counted that came after it. */
const maxSkipped = 1_000_000;

export type Frame = { sequence: number; body: Buffer };

/** What a segment holds; `end` is where the last good frame ends. */
export type Frames = { frames: Frame[]; end: number; state: "whole" | "torn" | "damaged" };

/**
 * One record as it lies on the disk: length (4 bytes), CRC-32 of all that follows it (4), sequence (6), the sequence up to
 * which everything was synced when this was written (6), body.
 */
export function encodeFrame(sequence: number, synced: number, body: Buffer): Buffer {
  const frame = Buffer.allocUnsafe(headBytes + body.length);
  frame.writeUInt32BE(body.length, 0);
  frame.writeUIntBE(sequence, 8, 6);
  frame.writeUIntBE(synced, 14, 6);
  frame.set(body, headBytes);
  frame.writeUInt32BE(crc32(frame.subarray(8)), 4);
  return frame;
}

/**
 * Reads the frames of a segment. `torn`: what follows `end` was never synced, so nobody relied on it. `damaged`: a frame
 * is missing that a later one vouches for.
 */
export function readFrames(segment: Buffer, first: number): Frames {
  if (!segment.subarray(0, segmentHead.length).equals(segmentHead)) {
    const isTorn = segmentHead.subarray(0, segment.length).equals(segment);
    return { frames: [], end: 0, state: isTorn ? "torn" : "damaged" };
  }
  const frames: Frame[] = [];
  let end = segmentHead.length;
  while (end < segment.length) {
    const found = frameAt(segment, end);
    if (!found || found.sequence !== first + frames.length) {
      const isMissed = laterFrameVouches(segment, end, first + frames.length);
      return { frames, end, state: isMissed ? "damaged" : "torn" };
    }
    frames.push({ sequence: found.sequence, body: found.body });
    end = found.end;
  }
  return { frames, end, state: "whole" };
}

type Found = Frame & { synced: number; end: number };

function frameAt(segment: Buffer, start: number): Found | undefined {
  if (start + headBytes > segment.length) return undefined;
  const length = segment.readUInt32BE(start);
  const end = start + headBytes + length;
  if (length > maxBodyBytes || end > segment.length) return undefined;
  if (crc32(segment.subarray(start + 8, end)) !== segment.readUInt32BE(start + 4)) return undefined;
  const sequence = segment.readUIntBE(start + 8, 6);
  const synced = segment.readUIntBE(start + 14, 6);
  return { sequence, synced, body: segment.subarray(start + headBytes, end), end };
}

/** Whether some frame behind `start` was written when the frame `missing` was synced already. */
function laterFrameVouches(segment: Buffer, start: number, missing: number): boolean {
  for (let at = start; at + headBytes <= segment.length; at++) {
    const sequence = segment.readUIntBE(at + 8, 6);
    if (sequence < missing || sequence > missing + maxSkipped) continue;
    const found = frameAt(segment, at);
    if (found && found.synced >= missing) return true;
  }
  return false;
}
