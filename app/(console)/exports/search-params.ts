import { createSerializer, parseAsBoolean, parseAsIsoDateTime, parseAsString, parseAsStringLiteral } from "nuqs/server";
import type { ExportFormat } from "#lib/exports/schemas.ts";
import type { Search } from "#lib/search/schemas.ts";

// Written out: the audit log offers exports, and need not load what checks them.
const formats = ["csv", "jsonl", "parquet"] as const satisfies readonly ExportFormat[];

const exportViews = ["files", "schedules"] as const;

export const exportParsers = {
  view: parseAsStringLiteral(exportViews).withDefault("files"),
  /** The form that is open: of a new file, of a new schedule; or the id of a schedule that is changed. */
  form: parseAsString,
  /** What the form begins with. */
  query: parseAsString.withDefault(""),
  from: parseAsIsoDateTime,
  to: parseAsIsoDateTime,
  format: parseAsStringLiteral(formats).withDefault("csv"),
  /** A download was refused, because too many are on. */
  busy: parseAsBoolean.withDefault(false),
};

const exportQuery = createSerializer(exportParsers);

type Begin = { format?: ExportFormat; busy?: boolean };

/** Address of the form that has a file of this search made in the background. */
export function newExportHref({ query, from, to }: Search, { format, busy }: Begin = {}): string {
  const range = { from: from ?? null, to: to ?? null };
  return `/exports${exportQuery({ form: "file", query, ...range, format: format ?? null, busy: busy ?? null })}`;
}
