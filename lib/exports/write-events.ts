import type { ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { Prisma } from "#prisma-client";
import { copyRows } from "./copy-rows.ts";
import type { ExportChunk } from "./export-chunk.ts";
import { formats } from "./formats.ts";
import { literalSql } from "./literal-sql.ts";
import type { ExportEvents } from "./schemas.ts";
import { withContent } from "./with-content.ts";

/** The events of `condition` (and an order) as a file, in pieces. */
export function writeEvents(
  context: ServiceContext,
  { format, content }: Pick<ExportEvents, "format" | "content">,
  condition: Prisma.Sql,
  signal?: AbortSignal,
): AsyncGenerator<ExportChunk, void, undefined> {
  const pool = context.streams;
  if (!pool) throw new AppError("unavailable", "This process makes no exports.");
  const { statement, write } = formats[format];
  const source = copyRows(pool, statement(literalSql(Prisma.sql`from audit_event where ${condition}`)), signal);
  return write(content ? withContent({ pool, sealer: context.sealer }, source) : source);
}
