export type TextSegment = { text: string } | { mark: string; name: string };

/** Characters that are unseen, or that change how their neighbours are seen, by code point ranges. */
const ranges: readonly [from: number, to: number, name: string][] = [
  [0x00, 0x09, "control character"],
  [0x0b, 0x1f, "control character"],
  [0x7f, 0x9f, "control character"],
  [0xad, 0xad, "soft hyphen"],
  [0x34f, 0x34f, "invisible joiner"],
  [0x61c, 0x61c, "direction mark"],
  [0x115f, 0x1160, "invisible filler"],
  [0x17b4, 0x17b5, "invisible vowel"],
  [0x180b, 0x180f, "invisible separator"],
  [0x200b, 0x200d, "zero-width character"],
  [0x200e, 0x200f, "direction mark"],
  [0x2028, 0x2029, "line separator"],
  [0x202a, 0x202e, "direction override"],
  [0x2060, 0x2064, "invisible operator"],
  [0x2066, 0x2069, "direction isolate"],
  [0x206a, 0x206f, "deprecated format character"],
  [0x2800, 0x2800, "blank braille"],
  [0x3164, 0x3164, "invisible filler"],
  [0xd800, 0xdfff, "half a character"],
  [0xfeff, 0xfeff, "zero-width character"],
  [0xffa0, 0xffa0, "invisible filler"],
  [0xfff9, 0xfffb, "annotation character"],
  [0x1d173, 0x1d17a, "musical format character"],
  [0xe0000, 0xe007f, "tag character"],
  [0xe0100, 0xe01ef, "variation selector"],
];

/** Splits text into what may be shown as it is, and marks for what would not be seen or would mislead. */
export function splitUntrusted(text: string): TextSegment[] {
  const segments: TextSegment[] = [];
  let plain = "";
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    const range = ranges.find(([from, to]) => codePoint >= from && codePoint <= to);
    if (!range) {
      plain += character;
      continue;
    }
    if (plain) segments.push({ text: plain });
    plain = "";
    segments.push({ mark: markOf(codePoint), name: range[2] });
  }
  if (plain) segments.push({ text: plain });
  return segments;
}

function markOf(codePoint: number): string {
  return codePoint === 0x09 ? "⇥" : `U+${codePoint.toString(16).toUpperCase().padStart(4, "0")}`;
}
