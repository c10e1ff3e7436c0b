import { advance, type JsonPath } from "./json-path.ts";
import { decodeLiteral, endOfLiteral } from "./json-literals.ts";

/** A selected value: its offsets, and which of the paths selected it. */
export type Selected = { start: number; end: number; path: number };

type Level = { positions: number[][]; index: number | null };

const maxDepth = 200;
const scalar = /[^\s,\]}]+/y;
const space = /[\s,:]*/y;

/**
 * Values of JSON text that `paths` select, found without changing a byte of the rest. Text that was cut off is read as
 * far as it goes. Throws SyntaxError where it is not JSON, or nested too deeply to be looked through.
 */
export function selectFields(text: string, paths: readonly JsonPath[]): Selected[] {
  const selected: Selected[] = [];
  const open: Level[] = [];
  /** Selected objects and arrays that have not ended yet, by the depth they were opened at. */
  const pending: { start: number; path: number; depth: number }[] = [];
  let positions: number[][] = paths.map(() => [0]);
  let key: string | null = null;
  let at = 0;

  function enter(start: number, end: number | null): number[][] {
    const level = open.at(-1);
    if (!level) return positions;
    const step = level.index ?? key;
    if (step === null) throw new SyntaxError("a value without a name");
    if (level.index !== null) level.index++;
    key = null;
    return paths.map((path, which) => {
      const reached = advance(path, level.positions[which] ?? [], step);
      if (reached.includes(path.steps.length)) {
        if (end === null) pending.push({ start, path: which, depth: open.length });
        else selected.push({ start, end, path: which });
      }
      return reached;
    });
  }

  for (at = skip(text, at); at < text.length; at = skip(text, at)) {
    const character = text[at];
    if (character === "{" || character === "[") {
      positions = enter(at, null);
      if (open.push({ positions, index: character === "[" ? 0 : null }) > maxDepth) throw new SyntaxError("too deep");
      at++;
    } else if (character === "}" || character === "]") {
      if (!open.pop()) throw new SyntaxError("an end without a beginning");
      at++;
      while (pending.at(-1)?.depth === open.length) {
        const { start = 0, path = 0 } = pending.pop() ?? {};
        selected.push({ start, end: at, path });
      }
    } else if (character === '"' && open.at(-1)?.index === null && key === null) {
      const end = endOfLiteral(text, at);
      key = decodeLiteral(text.slice(at, end)) ?? "";
      at = end;
    } else {
      scalar.lastIndex = at;
      const end = character === '"' ? endOfLiteral(text, at) : scalar.test(text) ? scalar.lastIndex : at + 1;
      enter(at, end);
      at = end;
    }
  }
  for (const { start, path } of pending) selected.push({ start, end: text.length, path });
  return selected;
}

function skip(text: string, at: number): number {
  space.lastIndex = at;
  space.test(text);
  return space.lastIndex;
}
