import { formatQuery, formatValue } from "./format-query.ts";
import { parseQuery } from "./parse-query.ts";
import type { QueryNode, Term } from "./query-node.ts";
import type { SearchField } from "./fields.ts";

/**
 * The query of a click on a value. A second value of a field widens (`tool:(a OR b)`), because no event has two; left
 * out (`negated`), it is a term of its own. A query that cannot be read is kept, with the term behind it.
 */
export function withTerm(text: string, field: SearchField, value: string, negated = false): string {
  const parts = readParts(text);
  if (!parts) return `${text.trim()} ${negated ? "-" : ""}${field}:${formatValue(value)}`.trim();
  const term = termOf(field, value);
  const kept = without(parts, field, value);
  if (negated) return write([...kept, { kind: "not", node: term }]);
  const index = kept.findIndex((part) => alternatives(part)?.[0]?.field === field);
  const found = kept[index];
  if (!found) return write([...kept, term]);
  return write(kept.with(index, anyOf([...(alternatives(found) ?? []), term])));
}

/** The query without what it says of this value of the field, for it or against it, outside of parentheses. */
export function withoutTerm(text: string, field: SearchField, value: string): string {
  const parts = readParts(text);
  return parts ? write(without(parts, field, value)) : text;
}

/** The values of a field that the query asks for, and those it leaves out, outside of parentheses. */
export function readValues(text: string, field: SearchField): { included: string[]; excluded: string[] } {
  const parts = readParts(text) ?? [];
  const valuesOf = (nodes: QueryNode[]): string[] =>
    nodes
      .flatMap((node) => alternatives(node) ?? [])
      .flatMap((term) => (term.field === field && term.test.is === "equal" ? [term.test.value] : []));
  return {
    included: valuesOf(parts),
    excluded: valuesOf(parts.flatMap((part) => (part.kind === "not" ? [part.node] : []))),
  };
}

/** What must all hold; null where the query cannot be read. */
function readParts(text: string): QueryNode[] | null {
  const parsed = parseQuery(text);
  if ("problems" in parsed) return null;
  const { node } = parsed;
  return node.kind === "all" ? [] : node.kind === "and" ? node.nodes : [node];
}

function without(parts: QueryNode[], field: SearchField, value: string): QueryNode[] {
  return parts.flatMap((part): QueryNode[] => {
    if (part.kind === "not") {
      const inner = without([part.node], field, value)[0];
      return inner ? [{ kind: "not", node: inner }] : [];
    }
    const terms = alternatives(part);
    if (!terms) return [part];
    const kept = terms.filter((term) => !isEqual(term, field, value));
    if (kept.length === terms.length) return [part];
    return kept.length === 0 ? [] : [anyOf(kept)];
  });
}

/** The terms of which one must hold, where all are of one field; one term is such a list, too. */
function alternatives(node: QueryNode): Term[] | null {
  if (node.kind === "term") return [node];
  if (node.kind !== "or") return null;
  const terms = node.nodes.filter((child) => child.kind === "term");
  const isOneField = terms.length === node.nodes.length && new Set(terms.map(({ field }) => field)).size === 1;
  return isOneField ? terms : null;
}

function isEqual({ field, test }: Term, wanted: SearchField, value: string): boolean {
  return field === wanted && test.is === "equal" && test.value.toLowerCase() === value.toLowerCase();
}

function termOf(field: SearchField, value: string): Term {
  return { kind: "term", field, test: { is: "equal", value }, start: 0, end: 0 };
}

function anyOf(terms: Term[]): QueryNode {
  const [first] = terms;
  return terms.length === 1 && first ? first : { kind: "or", nodes: terms };
}

function write(parts: QueryNode[]): string {
  return formatQuery(
    parts.length === 0 ? { kind: "all" } : parts.length === 1 && parts[0] ? parts[0] : { kind: "and", nodes: parts },
  );
}
