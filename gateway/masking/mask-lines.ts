const pieceBytes = 64 * 1024;
/** What is kept back of each piece, so that no value is looked at in two halves; longer than any that has a form. */
const overlapBytes = 8 * 1024;
/** A private key whose end does not come in so many bytes is masked as one that was cut off. */
const maxKeyBytes = 64 * 1024;
const newline = 0x0a;
const keyBegin = "-----BEGIN ";
const keyEnd = "-----END ";

/**
 * Text as it comes, masked in pieces of whole lines with a bounded overlap. Throws RangeError where one line is longer than
 * `maxBytes`.
 */
export async function* maskLines(
  chunks: AsyncIterable<Buffer>,
  mask: (piece: Buffer) => Buffer,
  maxBytes: number,
): AsyncGenerator<Buffer> {
  let held: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    if (held.length < pieceBytes + overlapBytes) continue;
    const cut = placeToCut(held);
    if (cut > 0) yield mask(held.subarray(0, cut));
    held = held.subarray(cut);
    if (held.length > maxBytes) throw new RangeError("a line is too long to be masked");
  }
  if (held.length > 0) yield mask(held);
}

/** Behind a line break, before what could be the beginning of a value; 0 where there is no such place yet. */
function placeToCut(text: Buffer): number {
  const cut = text.lastIndexOf(newline, text.length - overlapBytes) + 1;
  const key = text.subarray(0, cut).lastIndexOf(keyBegin);
  if (key < 0 || cut - key > maxKeyBytes || text.subarray(key, cut).includes(keyEnd)) return cut;
  return text.lastIndexOf(newline, key) + 1;
}
