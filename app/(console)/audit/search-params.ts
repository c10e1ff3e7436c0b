import {
  createLoader,
  createSerializer,
  parseAsArrayOf,
  parseAsBoolean,
  parseAsIsoDateTime,
  parseAsString,
  parseAsStringLiteral,
  type inferParserType,
} from "nuqs/server";
import { facetFields, sortOrders, type SearchField } from "#lib/search/fields.ts";
import type { Search } from "#lib/search/schemas.ts";
import { withTerm } from "#lib/search/edit-query.ts";
import type { ViewSettings } from "#lib/views/schemas.ts";
import { measures, spans, viewColumns, viewShapes, type Span } from "#lib/views/shapes.ts";

const hourMs = 3_600_000;
const spanMs: Record<Exclude<Span, "all">, number> = {
  "15m": hourMs / 4,
  "1h": hourMs,
  "4h": 4 * hourMs,
  "24h": 24 * hourMs,
  "7d": 7 * 24 * hourMs,
  "30d": 30 * 24 * hourMs,
};

/** Which events; exports, charts and the live view take the same. */
export const searchParsers = {
  query: parseAsString.withDefault(""),
  range: parseAsStringLiteral(spans).withDefault("7d"),
  /** Given, these replace `range`. */
  from: parseAsIsoDateTime,
  to: parseAsIsoDateTime,
};

const usualColumns = viewColumns.slice(0, 8);

const viewParsers = {
  ...searchParsers,
  sort: parseAsStringLiteral(sortOrders).withDefault("newest"),
  columns: parseAsArrayOf(parseAsStringLiteral(viewColumns)).withDefault(usualColumns),
  show: parseAsStringLiteral(viewShapes).withDefault("list"),
  by: parseAsArrayOf(parseAsStringLiteral(facetFields)).withDefault([]),
  measure: parseAsStringLiteral(measures).withDefault("count"),
};

/** Everything the audit log keeps in its address. */
export const auditParsers = {
  ...viewParsers,
  after: parseAsString,
  before: parseAsString,
  live: parseAsBoolean.withDefault(false),
  /** The entry whose panel is open. */
  open: parseAsString,
  /** The saved view that was chosen; what differs from it since is in the rest of the address. */
  view: parseAsString,
};

export type SearchParams = inferParserType<typeof searchParsers>;
export type AuditParams = inferParserType<typeof auditParsers>;
/** New values of some parameters; null takes one away. */
export type AuditChange = Partial<{ [Key in keyof AuditParams]: AuditParams[Key] | null }>;

export const loadAuditParams = createLoader(auditParsers);
export const loadSearchParams = createLoader(searchParsers);
export const searchQuery = createSerializer(searchParsers);
const auditQuery = createSerializer(auditParsers);

/** Address of the audit log with these parameters. */
export function auditHref(params: AuditChange): string {
  return `/audit${auditQuery(params)}`;
}

/** Address of the events that have this value. */
export function termHref(field: SearchField, value: string): string {
  return auditHref({ query: withTerm("", field, value) });
}

/** The search that an address means; spans such as "past 7 days" end at `now`. */
export function toSearch({ query, range, from, to }: SearchParams, now: Date): Search {
  if (from || to) return { query, ...(from && { from }), ...(to && { to }) };
  return { query, ...(range !== "all" && { from: new Date(now.getTime() - spanMs[range]) }) };
}

/** What a view keeps of an address, and back. */
export function toSettings({ query, range, from, to, sort, columns, show, by, measure }: AuditParams): ViewSettings {
  const times = { ...(from && { from }), ...(to && { to }) };
  return { query, span: range, ...times, sort, columns, shape: show, by, measure };
}

export function fromSettings({ span, from, to, shape, columns, ...same }: ViewSettings): AuditChange {
  return { ...same, range: span, from: from ?? null, to: to ?? null, show: shape, columns: columns ?? null };
}

const formerFilters: Record<string, SearchField> = {
  user: "user",
  agent: "agent",
  server: "server",
  tool: "tool",
  status: "status",
  kind: "group",
};

/** Where an address with filters of their own (`?user=…&status=…`), from before there was a query, leads now. */
export function formerHref(given: Readonly<Record<string, string | string[] | undefined>>): string | null {
  const terms = Object.entries(formerFilters).filter(([name]) => given[name] !== undefined);
  if (terms.length === 0) return null;
  const rest = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined && !(name in formerFilters)) rest.set(name, String(value));
  }
  let query = rest.get("query") ?? "";
  for (const [name, field] of terms) query = withTerm(query, field, String(given[name]));
  rest.set("query", query);
  return `/audit?${rest.toString()}`;
}
