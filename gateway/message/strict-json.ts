const maxDepth = 128;
/** Digits that every decimal of that length keeps through a double (IEEE 754 binary64). */
const exactDigits = 15;

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
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    value = JSON.parse(text);
  } catch {
    return { ok: false, problem: "invalid_json" };
  }
  return scan(text, value);
}

/** One pass over text that JSON.parse has accepted, so structure need not be checked again. */
function scan(text: string, value: unknown): StrictJson {
  const open: (Set<string> | null)[] = [];
  let exact = true;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === "{" || character === "[") {
      if (open.push(character === "{" ? new Set() : null) > maxDepth) return { ok: false, problem: "invalid_json" };
    } else if (character === "}" || character === "]") {
      open.pop();
    } else if (character === '"') {
      const end = endOfString(text, index);
      const keys = open.at(-1);
      if (keys && isKey(text, end)) {
        const key = String(JSON.parse(text.slice(index, end)));
        if (keys.has(key)) return { ok: false, problem: "duplicate_keys" };
        keys.add(key);
      }
      index = end - 1;
    } else if (character !== undefined && (character === "-" || (character >= "0" && character <= "9"))) {
      const number = /[-+.\deE]+/y;
      number.lastIndex = index;
      const token = number.exec(text)?.[0] ?? character;
      if (!isExact(token)) exact = false;
      index += token.length - 1;
    }
  }
  return { ok: true, value, exact };
}

/** Position after the closing quote of the string that opens at `start`. */
function endOfString(text: string, start: number): number {
  let end = start + 1;
  while (text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
  return end + 1;
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
