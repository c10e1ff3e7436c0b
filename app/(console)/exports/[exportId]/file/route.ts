import { fileResponse } from "#app/_server/file-response.ts";
import { defineRoute } from "#app/_server/route.ts";
import { AppError } from "#lib/core/errors.ts";
import { openExport } from "#lib/exports/open-export.ts";

/** The file of an export that was made in the background. */
export const GET = defineRoute<{ exportId: string }>(async (context, request, { exportId }) => {
  // Each download is recorded, so a link on somebody else's page must not make one.
  if (request.headers.get("sec-fetch-site") === "cross-site") {
    throw new AppError("forbidden", "Files are downloaded from the page of exports. Open it and try again.");
  }
  return fileResponse(await openExport(context, { id: exportId }));
});
