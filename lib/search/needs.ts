import type { Reader } from "#lib/ledger/reader.ts";
import { Prisma } from "#prisma-client";
import { typesOf } from "./predicate.ts";
import type { QueryNode, Term, Words } from "./query-node.ts";
import { knownValues, valueSynonyms, type SearchField } from "./schemas.ts";
import {
  durationBucket,
  hashesOf,
  maxDurationBucket,
  maxHttpClass,
  rareFields,
  wholeValueFields,
  type IndexTerm,
} from "./terms.ts";

/** What an event must have in the index to be found by a query; null: nothing that the index knows of. */
export type Needs = { term: IndexTerm } | { all: Needs[] } | { any: Needs[] } | null;

/** The values of a field that a wildcard stands for; null where they are not all known, or too many. */
export type ValuesOf = (field: SearchField, glob: string) => readonly string[] | null;

/**
 * What every event that a query finds has in the index. More events may have it: the query's own condition is asked of
 * each, so that the index can only make a search faster.
 */
export function needsOf(node: QueryNode, valuesOf: ValuesOf): Needs {
  switch (node.kind) {
    case "all":
      return null;
    case "and":
      return all(node.nodes.map((child) => needsOf(child, valuesOf)));
    case "or":
      return any(node.nodes.map((child) => needsOf(child, valuesOf)));
    case "not":
      return needsOfOpposite(node.node, valuesOf);
    case "words":
      return needsOfWords(node);
    case "term":
      break;
  }
  return needsOfTerm(node, valuesOf);
}

/** What every event has that somebody may read who reads their own activity only. */
export function needsOfReader(reader: Reader | null): Needs {
  if (!reader) return null;
  return any([
    { term: { kind: "owner=", value: reader.subject } },
    ...reader.agents.map((agent) => valueTerm("agent", agent)),
  ]);
}

/** All of several needs. */
export function all(needs: Needs[]): Needs {
  const known = needs.filter((need) => need !== null);
  const [first] = known;
  return known.length > 1 ? { all: known } : (first ?? null);
}

function any(needs: Needs[]): Needs {
  const known = needs.filter((need) => need !== null);
  return known.length < needs.length ? null : known.length === 1 ? (known[0] ?? null) : { any: known };
}

/** The condition over the index that a need makes. */
export function needsCondition(needs: Needs): Prisma.Sql {
  if (needs === null) return Prisma.sql`true`;
  if ("term" in needs) return Prisma.sql`terms @> ${hashesOf([needs.term])}`;
  const children = "all" in needs ? needs.all : needs.any;
  const terms = children.flatMap((child) => (child && "term" in child ? [child.term] : []));
  const rest = children.filter((child) => child === null || !("term" in child)).map(needsCondition);
  if ("all" in needs) {
    const conditions = terms.length > 0 ? [Prisma.sql`terms @> ${hashesOf(terms)}`, ...rest] : rest;
    return Prisma.sql`(${Prisma.join(conditions, " and ")})`;
  }
  if (children.length === 0) return Prisma.sql`false`;
  const conditions = terms.length > 0 ? [Prisma.sql`terms && ${hashesOf(terms)}`, ...rest] : rest;
  return Prisma.sql`(${Prisma.join(conditions, " or ")})`;
}

/** An event that is in one of these buckets of durations. */
export function needsOfBuckets(from: number, to: number): Needs {
  const [first, last] = [Math.max(0, from), Math.min(maxDurationBucket, to)];
  const buckets = Array.from({ length: Math.max(0, last - first + 1) }, (_, n) => String(first + n));
  return { any: buckets.map((value) => ({ term: { kind: "duration~", value } })) };
}

function valueTerm(field: SearchField, value: string): Needs {
  return { term: { kind: `${field}=`, value } };
}

function isOneOf<T extends SearchField>(fields: readonly T[], field: SearchField): field is T {
  return (fields as readonly SearchField[]).includes(field);
}

function needsOfTerm({ field, test }: Term, valuesOf: ValuesOf): Needs {
  if (field === "group") return any(typesOf(test).map((type) => valueTerm("type", type)));
  const hasValues = isOneOf(wholeValueFields, field) || field === "masked";
  switch (test.is) {
    case "equal": {
      const meant = valueSynonyms[field]?.[test.value.toLowerCase()];
      if (meant) return any(meant.map((value) => valueTerm(field, value)));
      return hasValues ? valueTerm(field, test.value) : null;
    }
    case "present":
      return isOneOf(rareFields, field) ? { term: { kind: `${field}*`, value: "" } } : null;
    case "like": {
      const values = hasValues ? valuesOf(field, test.glob) : null;
      return values && any(values.map((value) => valueTerm(field, value)));
    }
    case "within":
      return any(test.ranges.map(needsOfNetwork));
    case "between":
      break;
  }
  const [from, to] = [test.from?.value, test.to?.value];
  if (field === "duration") {
    // One more on each side: floating point is not the same everywhere.
    const last = to === undefined ? maxDurationBucket : durationBucket(to) + 1;
    return needsOfBuckets(from === undefined ? 0 : durationBucket(from) - 1, last);
  }
  if (from !== undefined && from === to) return valueTerm("http", String(from));
  const [first, last] = [classOf(from ?? 0), classOf(to ?? Infinity)];
  const classes = Array.from({ length: last - first + 1 }, (_, n) => String(first + n));
  return any(classes.map((value) => ({ term: { kind: "http~", value } })));
}

function classOf(status: number): number {
  return Math.min(Math.max(Math.floor(status / 100), 0), maxHttpClass);
}

function needsOfNetwork(range: string): Needs {
  const [address = "", bits = "0"] = range.split("/");
  const parts = Math.min(3, Math.floor(Number(bits) / 8));
  if (address.includes(":") || parts === 0) return null;
  return { term: { kind: "address~", value: address.split(".").slice(0, parts).join(".") } };
}

/** Of the opposite of a list of known values, the others are needed; of other opposites nothing. */
function needsOfOpposite(node: QueryNode, valuesOf: ValuesOf): Needs {
  if (node.kind === "not") return needsOf(node.node, valuesOf);
  if (node.kind === "or") return all(node.nodes.map((child) => needsOfOpposite(child, valuesOf)));
  if (node.kind === "and") return any(node.nodes.map((child) => needsOfOpposite(child, valuesOf)));
  if (node.kind === "all") return { any: [] };
  if (node.kind !== "term" || node.field !== "status" || node.test.is !== "equal") return null;
  const value = node.test.value.toLowerCase();
  const left = valueSynonyms.status?.[value] ?? [value];
  const others = (knownValues.status ?? []).filter((known) => !left.includes(known));
  return any(others.map((other) => valueTerm("status", other)));
}

/** The words, split as PostgreSQL splits those of events; where that may differ, nothing is needed. */
function needsOfWords({ text, prefix }: Words): Needs {
  // oxlint-disable-next-line no-control-regex -- these are what the two may see differently
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u0085]|(?=[^\u0000-\u007f])\s/.test(text)) return null;
  const words = text.split(/[\s!-/:-@[-`{-~]+/).filter((word) => word !== "");
  const whole = prefix ? words.slice(0, -1) : words;
  return all(whole.map((value) => ({ term: { kind: "=", value } })));
}

/** Wildcards of a query, which must be looked up before its needs are known. */
export function globsOf(node: QueryNode): { field: SearchField; glob: string }[] {
  if (node.kind === "not") return globsOf(node.node);
  if ("nodes" in node) return node.nodes.flatMap(globsOf);
  if (node.kind !== "term" || node.test.is !== "like" || node.field === "group") return [];
  return [{ field: node.field, glob: node.test.glob }];
}
