import {
  createLoader,
  createSerializer,
  parseAsArrayOf,
  parseAsIsoDateTime,
  parseAsString,
  parseAsStringLiteral,
  type inferParserType,
} from "nuqs/server";
import { EventStatus } from "#lib/ledger/events.ts";
import { EventGroup, type EventFilter } from "#lib/ledger/schemas.ts";

export const ranges = ["1h", "4h", "24h", "7d", "30d", "all"] as const;
export type RangeName = (typeof ranges)[number];

const hourMs = 3_600_000;
const rangeMs: Record<Exclude<RangeName, "all">, number> = {
  "1h": hourMs,
  "4h": 4 * hourMs,
  "24h": 24 * hourMs,
  "7d": 7 * 24 * hourMs,
  "30d": 30 * 24 * hourMs,
};

export const columnIds = [
  "time",
  "user",
  "agent",
  "server",
  "operation",
  "status",
  "decision",
  "duration",
  "rule",
  "approver",
  "address",
] as const;
export type ColumnId = (typeof columnIds)[number];

/** The filters in the address; the export takes the same. */
export const filterParsers = {
  user: parseAsString,
  agent: parseAsString,
  server: parseAsString,
  tool: parseAsString,
  status: parseAsStringLiteral(EventStatus.options),
  kind: parseAsStringLiteral(EventGroup.options),
  range: parseAsStringLiteral(ranges).withDefault("7d"),
  /** Given, these replace `range`. */
  from: parseAsIsoDateTime,
  to: parseAsIsoDateTime,
};

/** Everything the audit log keeps in its address. */
export const auditParsers = {
  ...filterParsers,
  older: parseAsString,
  newer: parseAsString,
  /** The entry whose panel is open. */
  open: parseAsString,
  columns: parseAsArrayOf(parseAsStringLiteral(columnIds)).withDefault(columnIds.slice(0, 8)),
};

export type FilterParams = inferParserType<typeof filterParsers>;
/** New values of some filters; null takes one away. */
export type FilterChange = Partial<{ [Key in keyof FilterParams]: FilterParams[Key] | null }>;

/** Every filter taken away; the period goes back to the usual one. */
export const noFilter: FilterChange = {
  user: null,
  agent: null,
  server: null,
  tool: null,
  status: null,
  kind: null,
  range: null,
  from: null,
  to: null,
};
export type AuditParams = inferParserType<typeof auditParsers>;

export const loadAuditParams = createLoader(auditParsers);
export const loadFilterParams = createLoader(filterParsers);
export const auditQuery = createSerializer(auditParsers);
export const filterQuery = createSerializer(filterParsers);

/** What the verbs take for these filters; ranges such as "past 7 days" end at `now`. */
export function toEventFilter(params: FilterParams, now: Date): EventFilter {
  return {
    ...(params.user && { user: params.user }),
    ...(params.agent && { agent: params.agent }),
    ...(params.server && { connection: params.server }),
    ...(params.tool && { tool: params.tool }),
    ...(params.status && { status: params.status }),
    ...(params.kind && { group: params.kind }),
    ...toRange(params, now),
  };
}

function toRange({ range, from, to }: FilterParams, now: Date): { from?: Date; to?: Date } {
  if (from || to) return { ...(from && { from }), ...(to && { to }) };
  return range === "all" ? {} : { from: new Date(now.getTime() - rangeMs[range]) };
}
