import { Composer, isCollection, isScalar, isMap, LineCounter, Parser, type CST, type Document } from "yaml";
import type { PolicyProblem } from "./schemas.ts";

const maxDepth = 40;
/** Reading a map costs the square of its size, because its names are compared with each other. */
const maxMapEntries = 200;
const maxEntries = 10_000;
/** Nobody corrects more than that at once. */
export const maxProblems = 200;

export type SourcePath = readonly (string | number)[];
export type Place = { line: number; column: number };

/** What YAML says, and where it says it. */
export type ReadSource = {
  /** Undefined where there are problems. */
  value: unknown;
  problems: PolicyProblem[];
  /** Where the value at `path` stands, or the closest that is there; `within`: a place in a text that stands there. */
  placeOf: (path: SourcePath, within?: Place) => Place;
};

/**
 * Reads YAML that people write: one document of plain maps, lists and scalars. Anchors and aliases are refused, so that a
 * short text cannot stand for a huge or endless value.
 */
export function readSource(source: string): ReadSource {
  const lines = new LineCounter();
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const tokens = [...new Parser(lines.addNewLine).parse(source)];
  const refused = tokens.map(findRefused).find((found) => found !== undefined);
  if (refused) return unreadable({ path: [], message: refused.message, ...placeAt(refused.offset) });
  const [, second] = tokens.filter(({ type }) => type === "document");
  if (second) {
    const message = "Only one document is taken: remove the line of three hyphens.";
    return unreadable({ path: [], message, ...placeAt(second.offset) });
  }
  const composer = new Composer({ prettyErrors: false, lineCounter: lines });
  const [document] = [...composer.compose(tokens, true, source.length)];
  if (!document || isEmpty(document)) {
    const message = "It is empty: nothing is written here yet.";
    return unreadable({ path: [], message, line: 1, column: 1 });
  }
  const problems = [...document.errors, ...document.warnings]
    .slice(0, maxProblems)
    .map(({ message, pos: [start] }) => ({
      path: [],
      message: message.replace(/[.]?$/, "."),
      ...placeAt(start),
    }));
  return {
    value: problems.length > 0 ? undefined : document.toJS(),
    problems,
    placeOf: (path, within) => {
      const offset = offsetOf(document, path);
      return within ? placeWithin(source, document.getIn(path, true), placeAt(offset), within) : placeAt(offset);
    },
  };
}

function isEmpty({ contents, errors }: Document.Parsed): boolean {
  return errors.length === 0 && (contents === null || (isScalar(contents) && contents.value === null));
}

function unreadable(problem: PolicyProblem): ReadSource {
  return { value: undefined, problems: [problem], placeOf: () => ({ line: 1, column: 1 }) };
}

/** An anchor, an alias, or something too large or nested too deep; without recursion, for the same reason. */
function findRefused(root: CST.Token): { offset: number; message: string } | undefined {
  const open: { token: CST.Token; depth: number }[] = [{ token: root, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { token, depth } = next;
    if (token.type === "alias" || token.type === "anchor") {
      return { offset: token.offset, message: "Anchors and aliases are not available. Write the value out." };
    }
    if (token.type === "tag") return { offset: token.offset, message: "Tags are not available. Write the value only." };
    const entries = "items" in token ? token.items.length : 0;
    const limit = isMapToken(token) ? maxMapEntries : maxEntries;
    if (entries > limit) return { offset: token.offset, message: `More than ${limit} entries are too many here.` };
    if (depth > maxDepth) return { offset: token.offset, message: `Nothing may be nested deeper than ${maxDepth}.` };
    // The last first, so that they come off the stack in the order of the text.
    for (const child of childrenOf(token).toReversed()) open.push({ token: child, depth: depth + 1 });
  }
  return undefined;
}

function isMapToken(token: CST.Token): boolean {
  return token.type === "block-map" || (token.type === "flow-collection" && token.start.source === "{");
}

function childrenOf(token: CST.Token): CST.Token[] {
  if (token.type === "document") return [...token.start, ...(token.value ? [token.value] : [])];
  if (!("items" in token)) return [];
  return token.items.flatMap(({ start, key, sep = [], value }) =>
    [...start, key, ...sep, value].filter((part) => part !== null && part !== undefined),
  );
}

/** Where the entry at `path` begins: its name in a map, else its value. */
function offsetOf(document: Document.Parsed, path: SourcePath): number {
  let node: unknown = document.contents;
  let offset = document.contents?.range?.[0] ?? 0;
  for (const step of path) {
    if (!isCollection(node)) break;
    const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && key.value === step) : undefined;
    const found: unknown = pair ? pair.key : node.get(step, true);
    if (!isScalar(found) && !isCollection(found)) break;
    offset = found.range?.[0] ?? offset;
    node = pair ? pair.value : found;
  }
  return offset;
}

/** A place in a scalar as a place in the source; of texts that YAML folds only where they begin. */
function placeWithin(source: string, node: unknown, start: Place, within: Place): Place {
  if (!isScalar(node) || !node.range) return start;
  const from = node.range[0];
  const before = source.slice(0, from);
  const line = before.split("\n").length;
  const column = from - before.lastIndexOf("\n");
  if (node.type === "BLOCK_LITERAL") {
    const content = source.slice(source.indexOf("\n", from) + 1);
    return { line: line + within.line, column: within.column + (/^ */.exec(content)?.[0].length ?? 0) };
  }
  if (within.line > 1 || node.type === "BLOCK_FOLDED") return { line, column };
  return { line, column: column + within.column - (node.type === "PLAIN" ? 1 : 0) };
}
