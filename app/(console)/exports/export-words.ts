import type { ExportFormat } from "#lib/exports/schemas.ts";
import type { Search } from "#lib/search/schemas.ts";

export const formatWords: Record<ExportFormat, string> = {
  csv: "CSV, for spreadsheets",
  jsonl: "JSON Lines, with every detail",
  parquet: "Parquet, for analysis",
};

export const shortFormatWords: Record<ExportFormat, string> = { csv: "CSV", jsonl: "JSON Lines", parquet: "Parquet" };

/** A search as one line: its range, then its query. */
export function describeSearch({ query, from, to }: Search): string {
  const range =
    from && to
      ? `${minuteOf(from)} to ${minuteOf(to)}`
      : from
        ? `from ${minuteOf(from)}`
        : to
          ? `to ${minuteOf(to)}`
          : "any time";
  return query === "" ? `everything, ${range}` : `${query} (${range})`;
}

function minuteOf(at: Date): string {
  return at.toISOString().slice(0, 16).replace("T", " ");
}
