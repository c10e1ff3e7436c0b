import type { ExportFile } from "#lib/exports/open-export.ts";
import { getConsole } from "./console.ts";
import { toStream } from "./to-stream.ts";

/** A file of known size as a download. */
export function fileResponse(file: ExportFile): Response {
  return new Response(toStream(file.chunks, getConsole().logger), {
    headers: {
      "content-type": file.contentType,
      "content-length": String(file.bytes),
      "content-disposition": `attachment; filename="${file.fileName}"`,
      // RFC 9530, for clients that check what has arrived.
      "repr-digest": `sha-256=:${Buffer.from(file.sha256, "hex").toString("base64")}:`,
      "cache-control": "no-store, no-transform",
      "x-content-type-options": "nosniff",
    },
  });
}
