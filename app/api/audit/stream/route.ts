import { getConsole } from "#app/_server/console.ts";
import { eventStream } from "#app/_server/event-stream.ts";
import { defineRoute } from "#app/_server/route.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { followSearch } from "#lib/live-tail/follow-search.ts";
import { readSearch } from "../read-search.ts";

export const dynamic = "force-dynamic";

/** Server-sent events: `events` for what a search finds from now on. */
export const GET = defineRoute((context, request) => {
  requirePermission(context, "audit.read-own");
  const { query } = readSearch(request.nextUrl.searchParams);
  const { logger } = getConsole();
  return Promise.resolve(
    eventStream(context, request, ({ send }) =>
      followSearch(context, query, {
        onEvents: (events, skipped) => send("events", { events, skipped }),
        onError: (error) => logger.warn({ err: error }, "a look of the live view failed; it looks again"),
      }),
    ),
  );
});
