import { stringify } from "csv-stringify/sync";
import type { Usage, UsageCounts, UsageTimes } from "./schemas.ts";

/**
 * What a chart or the table shows, as CSV (RFC 4180, UTF-8), times in ms. Cells that a spreadsheet would run as a formula
 * begin with an apostrophe.
 */
export function usageCsv(usage: Usage, chart: "requests" | "servers" | "times" | "table"): string {
  return stringify(rowsOf[chart](usage), { header: true, record_delimiter: "windows", escape_formulas: true });
}

type Cells = Record<string, string | number | null>;

const rowsOf: Record<Parameters<typeof usageCsv>[1], (usage: Usage) => Cells[]> = {
  requests: ({ series }) => series.map((point) => ({ at: point.at.toISOString(), ...countsOf(point) })),
  servers: ({ series, servers }) =>
    series.map(({ at, requests }) => {
      const named = servers.map(({ name, points }) => {
        const point = points.find((own) => own.at.getTime() === at.getTime());
        return [name, point?.requests ?? 0] as const;
      });
      const others = requests - named.reduce((sum, [, own]) => sum + own, 0);
      return { at: at.toISOString(), ...Object.fromEntries(named), "(others)": others };
    }),
  times: ({ series }) => series.map((point) => ({ at: point.at.toISOString(), ...timesOf(point) })),
  table: ({ rows }) =>
    rows.map((row) => ({
      ...(row.server !== "" && { server: row.server }),
      ...(row.user !== "" && { user: row.userName || row.user, user_id: row.user }),
      ...(row.agent !== "" && { agent: row.agent }),
      ...(row.tool !== "" && { tool: row.tool }),
      ...countsOf(row),
      ...(row.people !== null && { people: row.people }),
      change: row.change === null ? null : Math.round(row.change * 10_000) / 10_000,
      ...timesOf(row),
    })),
};

function countsOf(counts: UsageCounts): Cells {
  const { requests, failed, denied, held, approved, rejected, expired, requestBytes, responseBytes } = counts;
  return {
    requests,
    failed,
    denied,
    held,
    approved,
    rejected,
    expired,
    request_bytes: requestBytes,
    response_bytes: responseBytes,
  };
}

function timesOf({ gateway, upstream }: UsageTimes): Cells {
  return {
    gateway_p50_ms: gateway?.p50 ?? null,
    gateway_p95_ms: gateway?.p95 ?? null,
    gateway_p99_ms: gateway?.p99 ?? null,
    upstream_p50_ms: upstream?.p50 ?? null,
    upstream_p95_ms: upstream?.p95 ?? null,
    upstream_p99_ms: upstream?.p99 ?? null,
  };
}
