import { z } from "zod";
import type { EventRow } from "#lib/ledger/schemas.ts";

/**
 * What one can search by, with the names that Datadog's searches use for the same. `text` fields match whole values and
 * wildcards, `number` and `duration` fields also ranges (`duration:>2s`), `address` fields also `10.0.0.0/8`.
 */
export const searchFields = {
  user: { label: "User", kind: "text", aliases: ["@usr.name", "@usr.email", "usr"] },
  agent: { label: "Agent", kind: "text", aliases: ["@agent", "@gateway.agent"] },
  server: { label: "Server", kind: "text", aliases: ["connection", "@gateway.target.name"] },
  operation: { label: "Operation", kind: "text", aliases: ["@gateway.operation_id"] },
  tool: { label: "Tool", kind: "text", aliases: ["@mcp.tool.name"] },
  status: { label: "Status", kind: "text", aliases: ["@status"] },
  decision: { label: "Decision", kind: "text", aliases: ["@gateway.decision"] },
  approver: { label: "Approver", kind: "text", aliases: ["@gateway.approval.approver.email"] },
  rule: { label: "Rule", kind: "text", aliases: ["policy"] },
  risk: { label: "Risk", kind: "text", aliases: ["@gateway.risk"] },
  address: { label: "Client address", kind: "address", aliases: ["ip", "@network.client.ip"] },
  masked: { label: "Masked", kind: "text", aliases: [] },
  type: { label: "Event", kind: "text", aliases: ["event", "@evt.name"] },
  group: { label: "Kind", kind: "text", aliases: ["kind"] },
  client: { label: "Client", kind: "text", aliases: ["@mcp.client.name"] },
  http: { label: "HTTP status", kind: "number", aliases: ["@http.status_code"] },
  error: { label: "Error", kind: "text", aliases: ["@error.code"] },
  duration: { label: "Duration", kind: "duration", aliases: ["@duration"] },
  call: { label: "Call", kind: "text", aliases: [] },
  hold: { label: "Hold", kind: "text", aliases: [] },
  session: { label: "Session", kind: "text", aliases: ["@mcp.session.id"] },
  trace: { label: "Trace", kind: "text", aliases: ["trace_id", "@trace_id"] },
  id: { label: "Event ID", kind: "text", aliases: ["@evt.id"] },
} as const satisfies Record<string, SearchFieldFacts>;

type SearchFieldFacts = { label: string; kind: "text" | "number" | "duration" | "address"; aliases: readonly string[] };

export type SearchField = keyof typeof searchFields;

/** Fields whose values are all known; another one is a mistake, and said to be. A test keeps it true. */
export const knownValues: Partial<Record<SearchField, readonly string[]>> = {
  status: ["ok", "failed", "denied", "held", "approved", "expired", "cancelled", "unknown", "started"],
  decision: ["allow", "hold", "deny"],
  group: ["calls", "approvals", "administration", "access"],
};

/** Words that Datadog has for several values of ours at once. */
export const valueSynonyms: Partial<Record<SearchField, Readonly<Record<string, readonly string[]>>>> = {
  status: {
    info: ["ok", "approved", "started"],
    warn: ["held", "denied", "expired", "cancelled"],
    error: ["failed", "unknown"],
  },
};

/** Fields with few enough values to be counted beside the list, and to group by. */
export const facetFields = [
  "status",
  "decision",
  "server",
  "user",
  "agent",
  "tool",
  "operation",
  "rule",
  "approver",
  "risk",
  "masked",
  "group",
  "type",
  "client",
  "address",
  "error",
] as const satisfies readonly SearchField[];
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

export const SortOrder = z.enum(["newest", "oldest", "slowest"]);
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
