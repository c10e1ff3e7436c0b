import { createHash } from "node:crypto";
import { withTransaction, type Actor, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { can } from "#lib/core/permissions.ts";
import type { Pool } from "#lib/database/pool.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { searchCondition } from "#lib/search/search-condition.ts";
import { Search } from "#lib/search/schemas.ts";
import { Prisma, type Export } from "#prisma-client";
import { copyRows } from "./copy-rows.ts";
import { formats, type ExportChunk } from "./formats.ts";
import { literalSql } from "./literal-sql.ts";
import { ExportFormat, type ExportEvents } from "./schemas.ts";
import { withContent } from "./with-content.ts";

const usualReportMs = 1_000;
/** How long the file of an export that was made in the background can be downloaded. */
const keptDays = 7;

/** Who an export acts for, as they are now; null where they are no longer anybody. */
export type Standing = () => Promise<Actor | null>;

export function mayExport(actor: Actor | null, { content }: { content: boolean }): boolean {
  return actor !== null && can(actor, "audit.export") && (!content || can(actor, "payloads.read"));
}

export function requireStreams(context: ServiceContext): Pool {
  if (context.streams) return context.streams;
  throw new AppError("unavailable", "This process makes no exports.");
}

/** The events of `condition` (and an order) as a file, in pieces. */
export function writeEvents(
  context: ServiceContext,
  { format, content }: Pick<ExportEvents, "format" | "content">,
  condition: Prisma.Sql,
): AsyncGenerator<ExportChunk, void, undefined> {
  const pool = requireStreams(context);
  const { statement, write } = formats[format];
  const source = copyRows(pool, statement(literalSql(Prisma.sql`from audit_event where ${condition}`)));
  return write(content ? withContent({ pool, sealer: context.sealer }, source) : source);
}

/** The file of an export: its search as it was at the moment it was recorded, newest first. */
export function writeExport(context: ServiceContext, row: Export): AsyncGenerator<ExportChunk, void, undefined> {
  const condition = searchCondition(context, toSearch(row.search));
  return writeEvents(
    context,
    { format: ExportFormat.parse(row.format), content: row.content },
    Prisma.sql`${condition} and (at, id) < (${row.eventAt}, ${row.eventId}) order by at desc, id desc`,
  );
}

/** JSON has no dates. */
export function toSearch(stored: unknown): Search {
  const { query, from, to } = stored as { query: string; from?: string; to?: string };
  return Search.parse({ query, ...(from && { from: new Date(from) }), ...(to && { to: new Date(to) }) });
}

/**
 * Passes the bytes of an export that runs, notes each second how far it is, and in the end how it ended, with the SHA-256
 * of all. Throws `conflict` once it is cancelled, `forbidden` once its owner may no longer export.
 */
export async function* trackExport(
  context: ServiceContext,
  row: Export,
  chunks: AsyncIterable<ExportChunk>,
  { standing, reportMs = usualReportMs }: { standing: Standing; reportMs?: number },
): AsyncGenerator<Buffer, void, undefined> {
  const hash = createHash("sha256");
  const progress = { rows: 0, bytes: 0 };
  let end: ExportEnd = { state: "cancelled", error: "It was broken off by its reader." };
  let reportedAt = performance.now();
  try {
    for await (const { bytes, rows } of chunks) {
      hash.update(bytes);
      progress.rows += rows;
      progress.bytes += bytes.length;
      yield bytes;
      if (performance.now() - reportedAt < reportMs) continue;
      reportedAt = performance.now();
      await requireStill(context, row, progress, standing);
    }
    end = { state: "completed", sha256: hash.digest("hex") };
  } catch (error) {
    const words = error instanceof AppError ? error.message : "It failed. The log of the process has the details.";
    end = { state: "failed", error: words };
    throw error;
  } finally {
    await endExport(context, row, progress, end);
  }
}

async function requireStill(
  { database }: ServiceContext,
  { id, content }: Export,
  progress: { rows: number; bytes: number },
  standing: Standing,
): Promise<void> {
  if (!mayExport(await standing(), { content })) {
    throw new AppError("forbidden", "The rights it began with were lost, so the export was broken off.");
  }
  const { count } = await database.export.updateMany({
    where: { id, state: "running" },
    data: { ...progress, aliveAt: new Date() },
  });
  if (count === 0) throw new AppError("conflict", "The export was cancelled.");
}

export type ExportEnd = { state: "completed"; sha256: string } | { state: "failed" | "cancelled"; error: string };

/** Notes and records how an export ended; does nothing where somebody has cancelled it meanwhile. */
export async function endExport(
  context: ServiceContext,
  { id, way }: Pick<Export, "id" | "way">,
  progress: { rows: number; bytes: number },
  end: ExportEnd,
): Promise<void> {
  const finishedAt = new Date();
  const kept = end.state === "completed" && way === "background";
  const expiresAt = kept ? new Date(finishedAt.getTime() + keptDays * 86_400_000) : null;
  await withTransaction(context, async (transaction) => {
    const { count } = await transaction.export.updateMany({
      where: { id, state: "running" },
      data: { ...end, ...progress, finishedAt, expiresAt },
    });
    if (count === 0) return;
    const { state, ...facts } = end;
    await recordEvent(transaction, context, {
      type: "export.finished",
      status: state === "completed" ? "ok" : state,
      attrs: { export: id, ...progress, ...facts },
    });
  });
}
