const maxDepth = 128;
/** Digits that every decimal of that length keeps through a double (IEEE 754 binary64). */
const exactDigits = 15;

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export type StrictJson =
  | { ok: true; value: unknown; exact: boolean }
  | { ok: false; problem: "invalid_json" | "duplicate_keys" };

/**
 * JSON (RFC 8259) read so that nobody else can read it differently: UTF-8 only, no duplicate keys, bounded depth.
 * `exact` is false where a number is changed by reading it as a double.
 */
export function parseStrictJson(bytes: Uint8Array): StrictJson {
  let text: string;
  let value: unknown;
  try {
    text = utf8.decode(bytes);
    value = JSON.parse(text);
  } catch {
    return { ok: false, problem: "invalid_json" };
  }
  return scan(text, value);
}

const quote = 0x22;
const backslash = 0x5c;

/** One pass over text that JSON.parse has accepted, so structure need not be checked again. */
function scan(text: string, value: unknown): StrictJson {
  const open: (Set<string> | null)[] = [];
  let exact = true;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === quote) {
      const end = endOfString(text, index);
      const keys = open.at(-1);
      if (keys && isKey(text, end)) {
        const key = said(text, index, end);
        if (keys.has(key)) return { ok: false, problem: "duplicate_keys" };
        keys.add(key);
      }
      index = end - 1;
    } else if (code === 0x7b || code === 0x5b) {
      if (open.push(code === 0x7b ? new Set() : null) > maxDepth) return { ok: false, problem: "invalid_json" };
    } else if (code === 0x7d || code === 0x5d) {
      open.pop();
    } else if (code === 0x2d || (code >= 0x30 && code <= 0x39)) {
      numbers.lastIndex = index;
      const token = numbers.exec(text)?.[0] ?? "0";
      if (!isExact(token)) exact = false;
      index += token.length - 1;
    }
  }
  return { ok: true, value, exact };
}

const numbers = /[-+.\deE]+/y;

/** Position after the closing quote of the string that opens at `start`. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text.charCodeAt(end - 1 - escapes) === backslash) escapes++;
    if (escapes % 2 === 0) return end + 1;
  }
}

/** What the string literal from `start` to `end` says. */
function said(text: string, start: number, end: number): string {
  const inside = text.slice(start + 1, end - 1);
  return inside.includes("\\") ? String(JSON.parse(text.slice(start, end))) : inside;
}

function isKey(text: string, end: number): boolean {
  let next = end;
  while (text[next] === " " || text[next] === "\n" || text[next] === "\r" || text[next] === "\t") next++;
  return text[next] === ":";
}

function isExact(token: string): boolean {
  const number = Number(token);
  if (!Number.isFinite(number)) return false;
  const digits = token
    .replace(/[eE].*$/, "")
    .replaceAll(/[-.]/g, "")
    .replace(/^0+/, "");
  return digits.length <= exactDigits ? number !== 0 || digits === "" : String(number) === token;
}
