import type { Bound, QueryNode, Term, Test, Words } from "./query-node.ts";
import { searchFields, type SearchField } from "./fields.ts";

/** The text of a query, in its shortest usual form; `parseQuery` reads the same from it. All events: empty. */
export function formatQuery(node: QueryNode): string {
  return node.kind === "all" ? "" : format(node, "none");
}

/** A value as it stands after `field:`, in quotes where it must be. */
export function formatValue(value: string): string {
  const isPlain = /^[^\s()"\\*?<>[{!-][^\s()"\\*?]*$/.test(value) && !/^(?:AND|OR|NOT)$/.test(value);
  return isPlain ? value : `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

function format(node: QueryNode, inside: "none" | "and" | "or" | "not"): string {
  switch (node.kind) {
    case "all":
      return "*";
    case "term":
      return formatTerm(node);
    case "words":
      return formatWords(node);
    case "not":
      return `-${format(node.node, "not")}`;
    case "and":
    case "or":
      break;
  }
  return formatList(node, inside);
}

function formatTerm({ field, test }: Term): string {
  if (test.is === "within" && test.ranges.length > 1) return `CIDR(${field},${test.ranges.join(",")})`;
  return `${field}:${formatTest(field, test)}`;
}

function formatList({ kind, nodes }: { kind: "and" | "or"; nodes: QueryNode[] }, inside: string): string {
  const terms = nodes.filter((child) => child.kind === "term");
  const isList = kind === "or" && terms.length === nodes.length && terms.every(({ test }) => test.is !== "within");
  const field = isList ? sameField(terms) : undefined;
  if (field) return `${field}:(${terms.map(({ test }) => formatTest(field, test)).join(" OR ")})`;
  const text = nodes.map((child) => format(child, kind)).join(kind === "and" ? " " : " OR ");
  return inside === "none" ? text : `(${text})`;
}

function sameField(terms: Term[]): SearchField | undefined {
  const field = terms[0]?.field;
  return terms.every((term) => term.field === field) ? field : undefined;
}

function formatTest(field: SearchField, test: Test): string {
  switch (test.is) {
    case "equal":
      return formatValue(test.value);
    case "like":
      return test.glob.replaceAll(/[\s()"]|^[-!<>[{]/g, String.raw`\$&`);
    case "present":
      return "*";
    case "within":
      return test.ranges.join(",");
    case "between":
      break;
  }
  return formatRange(field, test.from, test.to);
}

function formatRange(field: SearchField, from: Bound | null, to: Bound | null): string {
  const unit = searchFields[field].kind === "duration" ? "ms" : "";
  const write = (value: number): string => {
    if (unit === "") return String(value);
    return value >= 1_000 && value % 100 === 0 ? `${value / 1_000}s` : `${value}ms`;
  };
  if (from && to && from.value === to.value) return write(from.value);
  if (from && to) {
    const [open, close] = [from.included ? "[" : "{", to.included ? "]" : "}"];
    return `${open}${write(from.value)} TO ${write(to.value)}${close}`;
  }
  if (from) return `>${from.included ? "=" : ""}${write(from.value)}`;
  return to ? `<${to.included ? "=" : ""}${write(to.value)}` : "*";
}

function formatWords({ text, prefix }: Words): string {
  if (prefix) return `${text.replaceAll(/[\s()":\\*?]|^[-!]/g, String.raw`\$&`)}*`;
  const isPlain = /^[^\s()":\\*?!-][^\s()":\\*?]*$/.test(text) && !/^(?:AND|OR|NOT)$/.test(text);
  return isPlain ? text : `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}
