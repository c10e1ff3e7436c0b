import type { z } from "zod";
import type { ServiceContext } from "#lib/core/context.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { breakOffStalled } from "./break-off-stalled.ts";
import { beginExport } from "./begin-export.ts";
import { fileNameOf } from "./file-name.ts";
import { findStanding } from "./find-standing.ts";
import { trackExport, type Standing } from "./track-export.ts";
import { writeExport } from "./write-export.ts";
import { ExportEvents, exportTypes } from "./schemas.ts";

/** A reader that takes nothing for so long is gone. */
const stallMs = 60_000;

export type Download = {
  id: string;
  fileName: string;
  contentType: string;
  /** Broken off where they throw; calling `return` breaks them off. */
  chunks: AsyncIterator<Buffer, void>;
};

/**
 * Exactly the events of a search as they are now, newest first, as a file that is streamed: a few hundred KB of it are in
 * memory at a time. The export is in the ledger before its first byte, and how it ended afterwards. `standing`: who the
 * actor is by now; what they have lost meanwhile ends it within a second.
 */
export async function exportEvents(
  context: ServiceContext,
  input: z.input<typeof ExportEvents>,
  options: { standing?: Standing; stallMs?: number; reportMs?: number } = {},
): Promise<Download> {
  requirePermission(context, "audit.export");
  const given = parseInput(ExportEvents, input);
  const row = await beginExport(context, "download", given);
  const standing = options.standing ?? (() => findStanding(context.database, context.actor));
  const aborter = new AbortController();
  const { reportMs } = options;
  const chunks = trackExport(context, row, writeExport(context, row, aborter.signal), { standing, aborter, reportMs });
  return {
    id: row.id,
    fileName: fileNameOf(row),
    contentType: exportTypes[given.format].contentType,
    chunks: breakOffStalled(chunks, options.stallMs ?? stallMs),
  };
}
