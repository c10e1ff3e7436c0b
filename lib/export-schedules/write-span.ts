import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { ServiceContext } from "#lib/core/context.ts";
import { ExportFormat, exportTypes } from "#lib/exports/schemas.ts";
import { writeEvents } from "#lib/exports/write-events.ts";
import { searchCondition } from "#lib/search/search-condition.ts";
import type { Storage } from "#lib/storage/storage.ts";
import type { StoredFile } from "#lib/storage/schemas.ts";
import { Prisma, type ExportSchedule } from "#prisma-client";
import type { Span } from "./claim-span.ts";

const compress = promisify(gzip);
const aliveMs = 10_000;

/**
 * Writes the events of a span, in the order of delivery, as one file. Its name says which transactions it holds, so that
 * written again it replaces itself, and a gap would show: each begins where the one before it ends.
 */
export async function writeSpan(
  context: ServiceContext,
  schedule: ExportSchedule,
  { runId, from, to }: Span,
  storage: Storage,
): Promise<StoredFile> {
  const format = ExportFormat.parse(schedule.format);
  const condition = searchCondition(context, { query: schedule.query });
  const inSpan = Prisma.sql`${condition} and xact >= ${from} and xact < ${to} order by xact, at, id`;
  const pieces: Buffer[] = [];
  let rows = 0;
  let aliveAt = performance.now();
  for await (const chunk of writeEvents(context, { format, content: schedule.content }, inSpan)) {
    pieces.push(chunk.bytes);
    rows += chunk.rows;
    if (performance.now() - aliveAt < aliveMs) continue;
    aliveAt = performance.now();
    await context.database.exportRun.updateMany({ where: { id: runId }, data: { aliveAt: new Date() } });
  }
  const { extension, contentType } = exportTypes[format];
  const plain = Buffer.concat(pieces);
  const isPacked = format === "parquet";
  const bytes = isPacked ? plain : await compress(plain, { level: 5 });
  const name = `${schedule.name}/${schedule.name}-${number(from)}-${number(to)}.${extension}${isPacked ? "" : ".gz"}`;
  await storage.put(name, bytes, isPacked ? contentType : "application/gzip");
  return { name, rows, bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
}

/** Of one length, so that names sort by what they hold. */
function number(xact: bigint): string {
  return String(xact).padStart(14, "0");
}
