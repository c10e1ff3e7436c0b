import type { ServiceContext } from "#lib/core/context.ts";
import { searchCondition } from "#lib/search/search-condition.ts";
import { Search } from "#lib/search/schemas.ts";
import { Prisma, type Export } from "#prisma-client";
import type { ExportChunk } from "./export-chunk.ts";
import { ExportFormat } from "./schemas.ts";
import { writeEvents } from "./write-events.ts";

/** The file of an export: its search as it was at the moment it was recorded, newest first. */
export function writeExport(
  context: ServiceContext,
  row: Export,
  signal: AbortSignal,
): AsyncGenerator<ExportChunk, void, undefined> {
  const condition = searchCondition(context, toSearch(row.search));
  return writeEvents(
    context,
    { format: ExportFormat.parse(row.format), content: row.content },
    Prisma.sql`${condition} and (at, id) < (${row.eventAt}, ${row.eventId}) order by at desc, id desc`,
    signal,
  );
}

/** JSON has no dates. */
export function toSearch(stored: unknown): Search {
  const { query, from, to } = stored as { query: string; from?: string; to?: string };
  return Search.parse({ query, ...(from && { from: new Date(from) }), ...(to && { to: new Date(to) }) });
}
