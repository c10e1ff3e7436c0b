export type Span = { start: number; end: number };
export type Replacement = Span & { text: string };

/** Two lists in order as one in order. */
export function merge(one: Replacement[], other: Replacement[]): Replacement[] {
  if (other.length === 0) return one;
  if (one.length === 0) return other;
  return [...one, ...other].toSorted((a, b) => a.start - b.start);
}

/** Whether a span overlaps any of `spans`, which are in order and read as far as needed. Ask from left to right. */
export function coverage(spans: Iterable<Span>): (start: number, end: number) => boolean {
  const iterator = spans[Symbol.iterator]();
  let next = iterator.next();
  return (start, end) => {
    while (next.done !== true && next.value.end <= start) next = iterator.next();
    return next.done !== true && next.value.start < end;
  };
}

/** `text` with `replacements`, which are in order and do not overlap; the same string where nothing differs. */
export function apply(text: string, replacements: readonly Replacement[]): string {
  let masked = "";
  let from = 0;
  for (const { start, end, text: mask } of replacements) {
    if (text.slice(start, end) === mask) continue;
    masked += text.slice(from, start) + mask;
    from = end;
  }
  return from === 0 && masked === "" ? text : masked + text.slice(from);
}
