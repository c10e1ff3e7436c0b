import { Prisma } from "#prisma-client";
import { countedFields } from "./count-rows.ts";
import { testOf, typesOf } from "./predicate.ts";
import type { QueryNode, Term } from "./query-node.ts";
import type { FacetField, SearchField } from "./schemas.ts";

/** A query that is about one field only, as a condition over the values that are counted of it; `field` null: about none. */
export type CountedQuery = { field: FacetField; condition: Prisma.Sql } | { field: null };

/**
 * What the counts kept by hour can answer: all events, or those with values of one field. Null for other queries. Of
 * what was masked an event has several values, so that they cannot be added up.
 */
export function readCountedQuery(node: QueryNode): CountedQuery | null {
  const fields = new Set<SearchField>(termsOf(node)?.map(({ field }) => (field === "group" ? "type" : field)));
  if (node.kind === "all") return { field: null };
  const [field] = countedFields.filter((counted) => fields.has(counted));
  if (fields.size !== 1 || field === undefined || field === "masked") return null;
  return { field, condition: conditionOf(node) };
}

/** The terms of a query that has nothing else. */
function termsOf(node: QueryNode): Term[] | null {
  if (node.kind === "term") return [node];
  if (node.kind === "not") return termsOf(node.node);
  if (!("nodes" in node)) return null;
  const terms = node.nodes.map(termsOf);
  return terms.some((child) => child === null) ? null : terms.flatMap((child) => child ?? []);
}

/** Over `value`, which is empty where an event has none. */
function conditionOf(node: QueryNode): Prisma.Sql {
  if (node.kind === "not") return Prisma.sql`not coalesce(${conditionOf(node.node)}, false)`;
  if ("nodes" in node)
    return Prisma.sql`(${Prisma.join(node.nodes.map(conditionOf), node.kind === "and" ? " and " : " or ")})`;
  if (node.kind !== "term") return Prisma.sql`true`;
  const { field, test } = node;
  if (field === "group") return Prisma.sql`value = any(${typesOf(test)})`;
  return testOf(field, test, Prisma.sql`nullif(value, '')`);
}
