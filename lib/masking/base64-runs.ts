import type { Span } from "./replacements.ts";

const minLength = 24;
const isBase64 = new Uint8Array(256);
for (const character of "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_") {
  isBase64[character.charCodeAt(0)] = 1;
}

/** Runs of base64 (RFC 4648, both alphabets) that are long enough to hide something, padding included. */
export function* base64Runs(text: string): Generator<Span> {
  let start = 0;
  while (start + minLength <= text.length) {
    // From the end of the shortest run backwards: most text is left behind in steps of many characters.
    let at = start + minLength - 1;
    while (at >= start && isBase64[text.charCodeAt(at)] === 1) at--;
    if (at >= start) {
      start = at + 1;
      continue;
    }
    let end = start + minLength;
    while (end < text.length && isBase64[text.charCodeAt(end)] === 1) end++;
    const stop = end + (text.startsWith("==", end) ? 2 : text[end] === "=" ? 1 : 0);
    yield { start, end: stop };
    start = stop;
  }
}
