import { createLoader, parseAsBoolean, parseAsStringLiteral } from "nuqs/server";
import { findSignedIn } from "#app/_server/context.ts";
import { getConsole } from "#app/_server/console.ts";
import { defineRoute } from "#app/_server/route.ts";
import { toStream } from "#app/_server/to-stream.ts";
import { AppError } from "#lib/core/errors.ts";
import { exportEvents, type Download } from "#lib/exports/export-events.ts";
import { ExportFormat } from "#lib/exports/schemas.ts";
import { newExportHref } from "../../exports/search-params.ts";
import { searchParsers, toSearch } from "../search-params.ts";

const loadExportParams = createLoader({
  ...searchParsers,
  format: parseAsStringLiteral(ExportFormat.options).withDefault("csv"),
  content: parseAsBoolean.withDefault(false),
});

/** The audit log under the search in the address as a file, streamed. */
export const GET = defineRoute(async (context, request) => {
  // Each export is recorded, so a link on somebody else's page must not make one.
  if (request.headers.get("sec-fetch-site") === "cross-site") {
    throw new AppError("forbidden", "Exports begin on the audit log's own page. Open it and try again.");
  }
  const { format, content, ...search } = readParams(request.nextUrl.searchParams);
  const wanted = { search: toSearch(search, new Date()), format, content };
  let download: Download;
  try {
    // Not the person alone: a session that was ended takes its downloads with it.
    download = await exportEvents(context, wanted, { standing: () => findSignedIn(context.sessionToken) });
  } catch (error) {
    const isBusy = error instanceof AppError && error.code === "conflict";
    if (!isBusy || request.headers.get("sec-fetch-mode") !== "navigate") throw error;
    // A person, not a program: they are offered the way that waits its turn.
    const location = newExportHref(wanted.search, { format, busy: true });
    return new Response(null, { status: 303, headers: { location } });
  }
  return new Response(toStream(download.chunks, getConsole().logger), {
    headers: {
      "content-type": download.contentType,
      "content-disposition": `attachment; filename="${download.fileName}"`,
      // Compressing would buffer, and a reader that goes away must stop the queries.
      "cache-control": "no-store, no-transform",
      "x-content-type-options": "nosniff",
      "x-export-id": download.id,
    },
  });
});

/** Strict: what cannot be read must not export more than was asked for. */
function readParams(searchParams: URLSearchParams) {
  try {
    return loadExportParams(searchParams, { strict: true });
  } catch (cause) {
    throw new AppError("invalid", "This address cannot be read. Export from the audit log's page.", { cause });
  }
}
