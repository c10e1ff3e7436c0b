import {
  createLoader,
  createSerializer,
  parseAsIsoDateTime,
  parseAsString,
  parseAsStringLiteral,
  type inferParserType,
} from "nuqs/server";
import type { ReadUsage } from "#lib/usage/schemas.ts";
import { usageBys, usageSorts } from "#lib/usage/shapes.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export const periods = ["24h", "7d", "30d", "90d"] as const;
export type Period = (typeof periods)[number];

export const periodWords: Record<Period, string> = {
  "24h": "24 hours",
  "7d": "7 days",
  "30d": "30 days",
  "90d": "90 days",
};

const days: Record<Exclude<Period, "24h">, number> = { "7d": 7, "30d": 30, "90d": 90 };

export const usageParsers = {
  period: parseAsStringLiteral(periods).withDefault("7d"),
  /** Given, these replace `period`. */
  from: parseAsIsoDateTime,
  to: parseAsIsoDateTime,
  /** One server, one person (by the identity provider's id) or one agent. */
  server: parseAsString,
  user: parseAsString,
  agent: parseAsString,
  by: parseAsStringLiteral(usageBys).withDefault("server"),
  sort: parseAsStringLiteral(usageSorts).withDefault("busiest"),
  /** Whose times are shown. */
  times: parseAsStringLiteral(["gateway", "upstream"]).withDefault("upstream"),
};

export type UsageParams = inferParserType<typeof usageParsers>;
export type UsageChange = Partial<{ [Key in keyof UsageParams]: UsageParams[Key] | null }>;

export const charts = ["requests", "servers", "times", "table"] as const;
export type Chart = (typeof charts)[number];

const csvParsers = { ...usageParsers, chart: parseAsStringLiteral(charts).withDefault("table") };

export const loadUsageParams = createLoader(usageParsers);
export const loadCsvParams = createLoader(csvParsers);
const usageQuery = createSerializer(usageParsers);
const csvQuery = createSerializer(csvParsers);

/** Address of this page with some parameters changed. */
export function usageHref(params: UsageParams, change: UsageChange = {}): string {
  return `/usage${usageQuery({ ...params, ...change })}`;
}

export function csvHref(params: UsageParams, chart: Chart): string {
  return `/usage/csv${csvQuery({ ...params, chart })}`;
}

/** What the verb takes for an address; periods end with the hour, or the day, that is going on. */
export function toReadUsage(params: UsageParams, now: Date = new Date()): ReadUsage {
  const { server, user, agent, by, sort } = params;
  return {
    ...toRange(params, now),
    ...(server !== null && { server }),
    ...(user !== null && { user }),
    ...(agent !== null && { agent }),
    by,
    sort,
    limit: 20,
  };
}

function toRange({ period, from, to }: UsageParams, now: Date): { from: Date; to: Date } {
  if (from ?? to) return { from: from ?? new Date((to ?? now).getTime() - 7 * dayMs), to: to ?? now };
  if (period === "24h") {
    const hour = Math.floor(now.getTime() / hourMs) * hourMs;
    return { from: new Date(hour - 23 * hourMs), to: new Date(hour + hourMs) };
  }
  const today = Math.floor(now.getTime() / dayMs) * dayMs;
  return { from: new Date(today - (days[period] - 1) * dayMs), to: new Date(today + dayMs) };
}
