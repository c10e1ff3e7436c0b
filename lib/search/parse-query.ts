import { findField, findNearestField } from "./find-field.ts";
import type { QueryNode, Term } from "./query-node.ts";
import { createQueryReader, type QueryReader, type Word } from "./query-reader.ts";
import { globText, hasOrder, isCidr, notACidr, readBound, readTest } from "./read-test.ts";
import { searchFields, type SearchField } from "./fields.ts";
import type { QueryProblem } from "./schemas.ts";

const maxTerms = 100;
const maxDepth = 30;
const fieldName = /^@?[a-z_][\w.-]*$/i;
const ids = { evt: "id", call: "call", hold: "hold" } as const;

/**
 * Reads the text of a search bar: `field:value`, wildcards, ranges, `"phrases"`, free words; AND is the default, OR, `-`
 * and NOT, parentheses. Pure, and safe in a browser. What cannot be understood is told with its place.
 */
export function parseQuery(text: string): { node: QueryNode } | { problems: QueryProblem[] } {
  const reader = createQueryReader(text);
  const state: State = { reader, problems: [], terms: 0, depth: 0 };
  const node = readOr(state, null);
  if (reader.peek() === ")") problem(state, "This parenthesis closes nothing. Remove it, or open one before it.", 1);
  if (state.terms > maxTerms) {
    const message = `A query has at most ${maxTerms} terms; this one has ${state.terms}. Use wildcards, or search in parts.`;
    state.problems.push({ message, start: 0, end: text.length });
  }
  return state.problems.length > 0 ? { problems: state.problems } : { node };
}

type State = { reader: QueryReader; problems: QueryProblem[]; terms: number; depth: number };

function readOr(state: State, field: SearchField | null): QueryNode {
  const nodes = [readAnd(state, field)];
  while (state.reader.takeKeyword("OR")) {
    const { start } = state.reader;
    const right = readAnd(state, field);
    if (right.kind === "all" || nodes.at(-1)?.kind === "all") {
      state.problems.push({ message: "OR needs something on both sides.", start: start - 2, end: start });
    }
    nodes.push(right);
  }
  return join("or", nodes);
}

function readAnd(state: State, field: SearchField | null): QueryNode {
  const nodes: QueryNode[] = [];
  while (state.problems.length === 0) {
    if (state.reader.takeKeyword("AND")) {
      if (nodes.length === 0) problem(state, "AND needs something on both sides.", 1);
      continue;
    }
    const next = state.reader.peek();
    if (next === "" || next === ")" || state.reader.isAtKeyword("OR")) break;
    nodes.push(readUnary(state, field));
  }
  return join("and", nodes);
}

function readUnary(state: State, field: SearchField | null): QueryNode {
  const { reader } = state;
  if (state.depth++ > maxDepth) {
    problem(state, "The query is nested too deeply. Write it with fewer parentheses.", 1);
    return { kind: "all" };
  }
  const negated = reader.takeMinus() || reader.takeKeyword("NOT");
  const next = reader.peek();
  let node: QueryNode;
  if (negated && (next === "" || next === ")")) {
    problem(state, "There is nothing after this to leave out. Write what, such as -status:ok.", 1);
    node = { kind: "all" };
  } else if (negated) node = { kind: "not", node: readUnary(state, field) };
  else node = next === "(" ? readGroup(state, field) : readTerm(state, field);
  state.depth--;
  return node;
}

function readGroup(state: State, field: SearchField | null): QueryNode {
  const start = state.reader.start;
  state.reader.skip(1);
  const node = readOr(state, field);
  if (state.problems.length > 0) return node;
  if (state.reader.peek() === ")") state.reader.skip(1);
  else
    state.problems.push({
      message: "This parenthesis is not closed. Add one at the end.",
      start,
      end: start + 1,
    });
  return node;
}

function readTerm(state: State, field: SearchField | null): QueryNode {
  const { reader } = state;
  state.terms++;
  if (field) return readValue(state, field, reader.start);
  const cidr = reader.takeCidr();
  if (cidr) return readCidr(state, cidr);
  const word = reader.takeWord(":");
  if (word.unclosed) return unclosed(state, word);
  if (reader.peekNow() !== ":" || word.quoted) return words(word);
  if (word.glob === "*") {
    reader.skip(1);
    return words(reader.takeWord());
  }
  if (!fieldName.test(word.glob)) {
    const rest = reader.takeWord();
    return words({ ...word, glob: word.glob + rest.glob, end: rest.end });
  }
  const found = findField(word.glob);
  if (!found) {
    const nearest = findNearestField(word.glob);
    const hint = nearest ? `Did you mean ${nearest}?` : "To search for it as text, put it in quotes.";
    state.problems.push({ message: `There is no field ${word.glob}. ${hint}`, start: word.start, end: word.end });
    return { kind: "all" };
  }
  reader.skip(1);
  if (reader.peekNow() !== "(") return readValue(state, found, word.start);
  state.terms--;
  return readGroup(state, found);
}

function readValue(state: State, field: SearchField, start: number): QueryNode {
  const { reader } = state;
  const range = reader.takeRange();
  if (range) {
    const [from, to] = range.sides.map((side) => side && readBound(field, side.text, side.included));
    const wrong = !hasOrder(field)
      ? `${searchFields[field].label} has no order, so there are no ranges of it. Use wildcards, such as ${field}:a*.`
      : [from, to].find((side) => typeof side === "string");
    if (typeof wrong === "string") return refuse(state, wrong, range.start, range.end);
    if (typeof from === "string" || typeof to === "string") return { kind: "all" };
    if (from && to && from.value > to.value) {
      return refuse(state, "This range begins after its end. Turn its two sides around.", range.start, range.end);
    }
    return { kind: "term", field, test: { is: "between", from: from ?? null, to: to ?? null }, start, end: range.end };
  }
  if (/^[[{<>]/.test(reader.peekNow())) {
    const rest = reader.takeWord();
    const message = `This range cannot be read. Write it as ${field}:[1 TO 5], ${field}:>5 or ${field}:<=5.`;
    return refuse(state, message, rest.start, Math.max(rest.end, rest.start + 1));
  }
  const word = reader.takeWord();
  if (word.unclosed) return unclosed(state, word);
  if (word.glob === "" && !word.quoted) {
    return refuse(state, `Write a value after ${field}, such as ${field}:*.`, start, Math.max(word.end, start + 1));
  }
  const test = readTest(field, word);
  if (typeof test === "string") return refuse(state, test, word.start, word.end);
  return { kind: "term", field, test, start, end: word.end };
}

function readCidr(state: State, cidr: { parts: string[]; start: number; end: number }): QueryNode {
  const [name = "", ...ranges] = cidr.parts;
  const field = findField(name);
  const wrong =
    field === undefined || searchFields[field].kind !== "address"
      ? `CIDR is for addresses. Write CIDR(address,10.0.0.0/8).`
      : ranges.length === 0
        ? "CIDR needs a range. Write CIDR(address,10.0.0.0/8)."
        : ranges.filter((range) => !isCidr(range)).map(notACidr)[0];
  if (wrong !== undefined || field === undefined) return refuse(state, wrong ?? "", cidr.start, cidr.end);
  return { kind: "term", field, test: { is: "within", ranges }, start: cidr.start, end: cidr.end };
}

/** Free text; what looks like an id of ours or an address asks for just that. */
function words({ glob, quoted, start, end }: Word): QueryNode {
  const term = (field: SearchField, value: string): Term => {
    return { kind: "term", field, test: { is: "equal", value }, start, end };
  };
  const [, kind] = /^(evt|call|hold)_[0-9A-Z]{26}$/.exec(glob) ?? [];
  if (kind === "evt" || kind === "call" || kind === "hold") return term(ids[kind], glob);
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(glob)) return term("address", glob);
  if (glob === "*" && !quoted) return { kind: "all" };
  const prefix = !quoted && /[^\\]\*$/.test(glob);
  const body = prefix ? glob.slice(0, -1) : glob;
  return { kind: "words", text: quoted ? body : (globText(body) ?? body), prefix, start, end };
}

function unclosed(state: State, word: Word): QueryNode {
  return refuse(state, "This quote is not closed. Add one at the end.", word.start, word.end);
}

function refuse(state: State, message: string, start: number, end: number): QueryNode {
  state.problems.push({ message, start, end });
  return { kind: "all" };
}

function problem(state: State, message: string, length: number): void {
  const { start } = state.reader;
  state.problems.push({ message, start, end: start + length });
}

/** Without the parts that change nothing. */
function join(kind: "and" | "or", nodes: QueryNode[]): QueryNode {
  const kept = kind === "and" ? nodes.filter((node) => node.kind !== "all") : nodes;
  const [first] = kept;
  if (!first || (kind === "or" && kept.some((node) => node.kind === "all"))) return { kind: "all" };
  return kept.length === 1 ? first : { kind, nodes: kept };
}
