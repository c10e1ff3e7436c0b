/** Where a value lies in a JSON text: from `start` up to `end`. */
export type Span = { start: number; end: number };

/** The members of the object that begins at `start`, in order, repeated keys included. `text` is valid JSON. */
export function* objectMembers(text: string, start: number): Generator<Span & { key: string }> {
  if (text[start] !== "{") return;
  for (let at = skipSpace(text, start + 1); text[at] === '"'; at = nextItem(text, at)) {
    const keyEnd = endOfValue(text, at);
    const key = String(JSON.parse(text.slice(at, keyEnd)));
    const from = skipSpace(text, skipSpace(text, keyEnd) + 1);
    at = endOfValue(text, from);
    yield { key, start: from, end: at };
  }
}

/** The elements of the array that begins at `start`, in order. `text` is valid JSON. */
export function* arrayElements(text: string, start: number): Generator<Span> {
  if (text[start] !== "[") return;
  for (let at = skipSpace(text, start + 1); text[at] !== "]"; at = nextItem(text, at)) {
    const from = at;
    at = endOfValue(text, from);
    yield { start: from, end: at };
  }
}

export function skipSpace(text: string, from: number): number {
  let at = from;
  while (text[at] === " " || text[at] === "\n" || text[at] === "\r" || text[at] === "\t") at++;
  return at;
}

/** Behind the comma after the value that ends at `end`, or at the bracket that closes what it is in. */
function nextItem(text: string, end: number): number {
  const at = skipSpace(text, end);
  return text[at] === "," ? skipSpace(text, at + 1) : at;
}

function endOfValue(text: string, start: number): number {
  let depth = 0;
  let at = start;
  do {
    const character = text[at];
    if (character === '"') {
      at++;
      while (text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
    } else if (character === "{" || character === "[") {
      depth++;
    } else if (character === "}" || character === "]") {
      depth--;
    } else if (depth === 0) {
      while (at < text.length && !/[\s,\]}]/.test(text[at] ?? "")) at++;
      return at;
    }
    at++;
  } while (depth > 0);
  return at;
}
