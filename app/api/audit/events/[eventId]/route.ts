import { defineRoute } from "#app/_server/route.ts";
import { readEvent } from "#lib/ledger/read-event.ts";

/** One entry of the audit log, metadata only. */
export const GET = defineRoute<{ eventId: string }>(async (context, _request, { eventId }) =>
  Response.json(await readEvent(context, { id: eventId })),
);
