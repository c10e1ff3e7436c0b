/** A place in a value: names of maps, positions in lists. */
export type SourcePath = readonly (string | number)[];

/** Where in a YAML text somebody is writing. */
export type YamlContext = {
  /** For a name, the map or list it is written in; for a value, with the name it is the value of. */
  path: SourcePath;
  part: "name" | "value";
  /** What of it is there already, and the offset at which it begins. */
  typed: string;
  from: number;
  /** Names that the map has already. */
  taken: ReadonlySet<string>;
};

/** A map or list that is open at some line: where its names or hyphens stand, and which of them is the newest. */
type Frame = { column: number; kind: "map" | "list"; step: string | number; names: Set<string> };

const key = /^("[^"]*"|'[^']*'|[\w$.*-]+)\s*:(?=\s|$)\s*/;

/**
 * What could be completed at `offset`; null where nothing could, such as in a comment. Goes by indentation, so that it
 * also works while the text cannot be read yet. Inside braces and brackets it looks no further than the line.
 */
export function yamlContext(text: string, offset: number): YamlContext | null {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  const current = text.slice(lineStart, offset);
  const frames: Frame[] = [];
  /** The column that the lines of a text in several lines (`|`) stand behind. */
  let blockColumn: number | null = null;
  for (const line of text.slice(0, lineStart).split("\n").slice(0, -1)) {
    blockColumn = readLine(frames, line, blockColumn).blockColumn;
  }
  const indent = current.length - current.trimStart().length;
  const isPastBlock = blockColumn !== null && indent <= blockColumn;
  const { column, rest, named, inBlock } = readLine(frames, current, isPastBlock ? null : blockColumn);
  if (/(^|\s)#/.test(rest)) return null;
  if (!named && !inBlock) leave(frames, column, "name");
  const typed = rest.trimStart();
  const container = frames.at(-1);
  const isSibling = !named && !inBlock && container?.kind === "map" && container.column === column;
  const steps = frames.map(({ step }) => step);
  const context: YamlContext = {
    path: isSibling ? steps.slice(0, -1) : steps,
    part: named || inBlock ? "value" : "name",
    typed,
    from: offset - typed.length,
    taken: isSibling ? container.names : new Set(),
  };
  if (isSibling) readFollowing(frames, container, text.slice(offset));
  return inBlock ? context : inFlow(context, offset);
}

type ReadLine = { column: number; rest: string; named: boolean; inBlock: boolean; blockColumn: number | null };

/** Takes one line into account. `rest`: what stands behind its hyphens and its name. */
function readLine(frames: Frame[], line: string, blockColumn: number | null): ReadLine {
  let column = line.length - line.trimStart().length;
  let rest = line.slice(column);
  if (blockColumn !== null && (rest === "" || column > blockColumn)) {
    return { column, rest: line, named: false, inBlock: true, blockColumn };
  }
  const none: ReadLine = { column, rest, named: false, inBlock: false, blockColumn: null };
  if (rest === "" || rest.startsWith("#")) return none;
  for (let dash = /^-(?:\s+|$)/.exec(rest); dash; dash = /^-(?:\s+|$)/.exec(rest)) {
    leave(frames, column, "item");
    const list = frames.at(-1);
    if (list?.kind === "list" && list.column === column) list.step = Number(list.step) + 1;
    else frames.push({ column, kind: "list", step: 0, names: new Set() });
    none.blockColumn = column;
    column += dash[0].length;
    rest = rest.slice(dash[0].length);
  }
  const name = key.exec(rest);
  if (!name?.[1]) return { ...none, column, rest, blockColumn: /^[|>]/.test(rest) ? none.blockColumn : null };
  leave(frames, column, "name");
  const step = name[1].replaceAll(/^["']|["']$/g, "");
  const map = frames.at(-1);
  if (map?.kind === "map" && map.column === column) map.step = step;
  else frames.push({ column, kind: "map", step, names: new Set() });
  frames.at(-1)?.names.add(step);
  const value = rest.slice(name[0].length);
  return {
    column,
    rest: value,
    named: true,
    inBlock: false,
    blockColumn: /^[|>][+-]?\d?$/.test(value) ? column : null,
  };
}

/** Closes what a name or a hyphen at `column` is no longer in. A list may stand as far left as the name it belongs to. */
function leave(frames: Frame[], column: number, what: "name" | "item"): void {
  for (let last = frames.at(-1); last; last = frames.at(-1)) {
    const isPast = last.column > column || (what === "name" && last.kind === "list" && last.column === column);
    if (!isPast) return;
    frames.pop();
  }
}

/** Names that the same map has further down. */
function readFollowing(frames: Frame[], map: Frame, text: string): void {
  let blockColumn: number | null = null;
  for (const line of text.split("\n").slice(1)) {
    blockColumn = readLine(frames, line, blockColumn).blockColumn;
    if (!frames.includes(map)) return;
  }
}

/** The place inside braces and brackets, where the value begins with one. */
function inFlow(context: YamlContext, offset: number): YamlContext {
  const { typed: source } = context;
  if (!/^[[{]/.test(source)) return context;
  const open: { step: string | number | null; names: Set<string> }[] = [];
  let token = "";
  for (const character of source) {
    const last = open.at(-1);
    if (character === "{") open.push({ step: null, names: new Set() });
    else if (character === "[") open.push({ step: 0, names: new Set() });
    else if (character === "}" || character === "]") open.pop();
    else if (character === "," && last) last.step = typeof last.step === "number" ? last.step + 1 : null;
    else if (character === ":" && last?.step === null) last.names.add((last.step = token.trim()));
    else {
      token += character;
      continue;
    }
    token = "";
  }
  const innermost = open.at(-1);
  const isName = innermost !== undefined && typeof innermost.step !== "string";
  const typed = token.trimStart();
  return {
    path: [...context.path, ...open.map(({ step }) => step).filter((step) => step !== null)],
    part: isName ? "name" : "value",
    typed,
    from: offset - typed.length,
    taken: isName ? innermost.names : new Set(),
  };
}
