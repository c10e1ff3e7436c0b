import { z } from "zod";
import type { EventRow } from "#lib/ledger/schemas.ts";
import { facetFields, sortOrders } from "./fields.ts";

export { facetFields, knownValues, searchFields, valueSynonyms, type SearchField } from "./fields.ts";

export const FacetField = z.enum(facetFields);
export type FacetField = z.infer<typeof FacetField>;

/** Which events: a query in the language of the search bar (empty: all) and a range; `from` is included, `to` is not. */
export const Search = z.strictObject({
  query: z.string().max(4_000).default(""),
  from: z.date().optional(),
  to: z.date().optional(),
});
export type Search = z.infer<typeof Search>;

/** What is wrong with a query, in a sentence with a remedy; offsets count characters of its text, `end` is not included. */
export type QueryProblem = { message: string; start: number; end: number };

export const SortOrder = z.enum(sortOrders);
export type SortOrder = z.infer<typeof SortOrder>;

export const SearchEvents = z.strictObject({
  search: Search.default({ query: "" }),
  /** A cursor of an earlier answer: events after, or before, it in the order of the list. */
  after: z.string().max(200).optional(),
  before: z.string().max(200).optional(),
  limit: z.number().int().min(1).max(1_000).default(50),
  sort: SortOrder.default("newest"),
});

/** One page of a search. `searchedTo`: how far back it looked where it stopped early to keep its cost bounded. */
export type SearchPage = {
  events: EventRow[];
  beforeCursor: string | null;
  afterCursor: string | null;
  searchedTo: Date | null;
};

/** How often each value of a field occurs, most often first. `about`: counted on a sample, where counting all is slow. */
export type Facet = { field: FacetField; values: { value: string; count: number }[]; about: boolean };

/** Events a bucket of `bucketMs`, oldest first, by status; buckets without events are left out. */
export type Histogram = {
  from: Date;
  to: Date;
  bucketMs: number;
  buckets: { at: Date; counts: Record<string, number> }[];
  total: number;
  about: boolean;
};

export const GroupEvents = z.strictObject({
  search: Search,
  /** Up to three fields, the outer one first. */
  by: z.array(FacetField).min(1).max(3),
  /** What is measured of each group: how many, or the p95 or sum of a number. */
  measure: z.enum(["count", "duration_p95", "response_bytes"]).default("count"),
  limit: z.number().int().min(1).max(100).default(20),
  /** With buckets, each of the top groups also over time. */
  overTime: z.boolean().default(false),
});

export type EventGroups = {
  groups: { values: (string | null)[]; measure: number; overTime: { at: Date; measure: number }[] }[];
  bucketMs: number | null;
  about: boolean;
};
