/** A string literal of JSON text, quotes included. */
export type Literal = { start: number; end: number; escaped: boolean };

/** The string literals of JSON text, or of anything like it; one that is cut off ends with the text. */
export function* jsonLiterals(text: string): Generator<Literal> {
  let backslash = text.indexOf("\\");
  for (let start = text.indexOf('"'); start >= 0;) {
    const end = endOfLiteral(text, start);
    while (backslash >= 0 && backslash < start) backslash = text.indexOf("\\", start);
    yield { start, end, escaped: backslash >= 0 && backslash < end };
    start = text.indexOf('"', end);
  }
}

/** Offset after the literal that begins at `start`. */
export function endOfLiteral(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(quote - 1 - backslashes) === 92 && quote - 1 - backslashes > start) backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
  }
  return text.length;
}

/** What a literal of Latin-1-as-bytes text says; undefined where it is not a whole JSON string. */
export function decodeLiteral(literal: string): string | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(literal, "latin1").toString("utf8"));
    return typeof value === "string" ? Buffer.from(value, "utf8").toString("latin1") : undefined;
  } catch {
    return undefined;
  }
}

/** The literal that says `text`, both Latin-1-as-bytes. */
export function encodeLiteral(text: string): string {
  return Buffer.from(JSON.stringify(Buffer.from(text, "latin1").toString("utf8")), "utf8").toString("latin1");
}
