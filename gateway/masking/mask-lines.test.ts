import { expect, test } from "vitest";
import { maskLines } from "./mask-lines.ts";

const secret = /SECRET\d{4}|-----BEGIN KEY-----[^]*?-----END KEY-----/g;

function hide(piece: Buffer): Buffer {
  return Buffer.from(piece.toString("latin1").replaceAll(secret, "[hidden]"), "latin1");
}

async function* inChunks(text: string, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < text.length; at += size) yield Buffer.from(text.slice(at, at + size));
}

async function collect(chunks: AsyncIterable<Buffer>): Promise<{ text: string; pieces: number; largest: number }> {
  const pieces: Buffer[] = [];
  for await (const piece of chunks) pieces.push(piece);
  const largest = Math.max(...pieces.map(({ length }) => length));
  return { text: Buffer.concat(pieces).toString(), pieces: pieces.length, largest };
}

const line = (index: number) => `${index} ${index % 7 === 0 ? `SECRET${1_000 + (index % 9_000)}` : "nothing"} here\n`;
const key = `-----BEGIN KEY-----\n${"abcdefgh\n".repeat(900)}-----END KEY-----\n`;
const text = Array.from({ length: 30_000 }, (_, index) => line(index) + (index % 2_500 === 0 ? key : "")).join("");

test.each([1_000, 65_536, 777_777])(
  "text in chunks of %i bytes is masked as the whole would be, in bounded pieces",
  async (size) => {
    const masked = await collect(maskLines(inChunks(text, size), hide, 1_000_000));
    expect(masked.text).toBe(hide(Buffer.from(text)).toString());
    expect(masked.pieces).toBeGreaterThanOrEqual(2);
    expect(masked.largest).toBeLessThan(size + 200_000);
  },
);

test("a line that never ends is refused, and not kept for ever", async () => {
  await expect(collect(maskLines(inChunks("x".repeat(300_000), 10_000), hide, 200_000))).rejects.toThrow(RangeError);
});
