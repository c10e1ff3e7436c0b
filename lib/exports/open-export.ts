import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { fileNameOf } from "./file-name.ts";
import { requireFolder } from "./require-folder.ts";
import { ExportFormat, exportTypes, NameExport } from "./schemas.ts";
import { readSealed, sealedPath } from "./sealed-file.ts";

/** The file of an export that the worker made. `bytes` is its size, `sha256` (hex) its checksum. */
export type ExportFile = {
  fileName: string;
  contentType: string;
  bytes: number;
  sha256: string;
  chunks: AsyncGenerator<Buffer, void, undefined>;
};

/**
 * Opens the file of a finished export. That it leaves, and with bodies that they were read, is recorded before its first
 * byte. Throws `not_found` where there is no such file, or no longer.
 */
export async function openExport(context: ServiceContext, input: z.input<typeof NameExport>): Promise<ExportFile> {
  requirePermission(context, "audit.export");
  const { id } = parseInput(NameExport, input);
  const folder = requireFolder(context);
  return withTransaction(context, async (transaction) => {
    const row = await transaction.export.findUnique({
      where: { id, way: "background", state: "completed", expiresAt: { gt: new Date() } },
    });
    if (!row?.sha256) throw new AppError("not_found", "This file is not there, or no longer. Export it once more.");
    if (row.content) {
      requirePermission(context, "payloads.read");
      const reason = "Headers and bodies leave with an export.";
      await recordEvent(transaction, context, { type: "payload.viewed", status: "ok", reason, attrs: { export: id } });
    }
    await recordEvent(transaction, context, { type: "export.downloaded", status: "ok", attrs: { export: id } });
    return {
      fileName: fileNameOf(row),
      contentType: exportTypes[ExportFormat.parse(row.format)].contentType,
      bytes: Number(row.bytes),
      sha256: row.sha256,
      chunks: readSealed(context.sealer, sealedPath(folder, id)),
    };
  });
}
