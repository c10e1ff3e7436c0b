import { defineRoute } from "#app/_server/route.ts";
import { getConsole } from "#app/_server/console.ts";
import { AppError } from "#lib/core/errors.ts";
import { exportEvents } from "#lib/ledger/export-events.ts";
import { loadFilterParams, toEventFilter, type FilterParams } from "../search-params.ts";

/** The audit log as CSV under the filters in the address, streamed: one batch is in memory at a time. */
export const GET = defineRoute(async (context, request) => {
  // Each export is recorded, so a link on somebody else's page must not make one.
  if (request.headers.get("sec-fetch-site") === "cross-site") {
    throw new AppError("forbidden", "Exports begin on the audit log's own page. Open it and try again.");
  }
  const now = new Date();
  const chunks = await exportEvents(context, toEventFilter(readFilters(request.nextUrl.searchParams), now));
  return new Response(toStream(chunks), {
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": `attachment; filename="audit-log-${now.toISOString().slice(0, 19).replaceAll(":", "-")}.csv"`,
      // Compressing would buffer, and a reader that goes away must stop the queries.
      "cache-control": "no-store, no-transform",
      "x-content-type-options": "nosniff",
    },
  });
});

/** Strict: a filter that cannot be read must not export more than was asked for. */
function readFilters(searchParams: URLSearchParams): FilterParams {
  try {
    return loadFilterParams(searchParams, { strict: true });
  } catch (cause) {
    throw new AppError(
      "invalid",
      "One of the filters in this address cannot be read. Export from the audit log's page.",
      {
        cause,
      },
    );
  }
}

function toStream(chunks: AsyncGenerator<string, void, undefined>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { value, done } = await chunks.next();
          if (done) controller.close();
          else controller.enqueue(encoder.encode(value));
        } catch (error) {
          // The status is sent already: breaking off is the only way to say that the file is not whole.
          getConsole().logger.error({ err: error }, "export failed");
          controller.error(error);
        }
      },
      async cancel() {
        await chunks.return();
      },
    },
    { highWaterMark: 1 },
  );
}
