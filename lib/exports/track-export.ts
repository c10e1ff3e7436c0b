import { createHash } from "node:crypto";
import type { Actor, ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Export } from "#prisma-client";
import { endExport, type ExportEnd } from "./end-export.ts";
import type { ExportChunk } from "./export-chunk.ts";
import { mayExport } from "./may-export.ts";

const usualReportMs = 1_000;

/** Who an export acts for, as they are now; null where they are no longer anybody. */
export type Standing = () => Promise<Actor | null>;

export type Tracking = {
  standing: Standing;
  /** Ends what the chunks are made of, also while they are waited for. */
  aborter: AbortController;
  reportMs?: number | undefined;
};

/**
 * Passes the bytes of an export that runs, notes each second how far it is, and in the end how it ended, with the SHA-256
 * of all. Throws `conflict` once it is cancelled, `forbidden` once its owner may no longer export.
 */
export async function* trackExport(
  context: ServiceContext,
  row: Export,
  chunks: AsyncIterable<ExportChunk>,
  { standing, aborter, reportMs = usualReportMs }: Tracking,
): AsyncGenerator<Buffer, void, undefined> {
  const hash = createHash("sha256");
  const progress = { rows: 0, bytes: 0 };
  let end: ExportEnd | "given-back" =
    row.way === "download"
      ? { state: "cancelled", error: "It was broken off by its reader." }
      : { state: "failed", error: "The file could not be written. The worker's log has the details." };
  let beating = false;
  const beat = setInterval(() => {
    if (beating) return;
    beating = true;
    requireStill(context, row, progress, standing)
      .catch((error: unknown) => aborter.abort(error))
      .finally(() => {
        beating = false;
      });
  }, reportMs);
  try {
    for await (const { bytes, rows } of chunks) {
      hash.update(bytes);
      progress.rows += rows;
      progress.bytes += bytes.length;
      yield bytes;
    }
    end = { state: "completed", sha256: hash.digest("hex") };
  } catch (error) {
    const words = error instanceof AppError ? error.message : "It failed. The log of the process has the details.";
    end = error instanceof GivenBack ? "given-back" : { state: "failed", error: words };
    throw error;
  } finally {
    clearInterval(beat);
    if (end === "given-back") await giveBack(context, row);
    else await endExport(context, row, progress, end);
  }
}

/** Thrown by what writes an export in order to leave it to another worker. */
export class GivenBack extends Error {}

async function giveBack({ database }: ServiceContext, { id }: Export): Promise<void> {
  await database.export.updateMany({ where: { id, state: "running" }, data: { state: "queued", rows: 0, bytes: 0 } });
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
