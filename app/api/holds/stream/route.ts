import { requirePermission } from "#lib/core/permissions.ts";
import { eventStream } from "#app/_server/event-stream.ts";
import { getHoldWatch } from "#app/_server/hold-watch.ts";
import { defineRoute } from "#app/_server/route.ts";

export const dynamic = "force-dynamic";

/** Server-sent events: `hold` for each move of a hold that the person may see, `gap` where some may have been missed. */
export const GET = defineRoute((context, request) => {
  requirePermission(context, "holds.read");
  const stream = eventStream(context, request, ({ send }) => {
    const remove = getHoldWatch().add({
      person: context.actor,
      onNotice: (notice) => send("hold", notice),
      onGap: () => send("gap", {}),
    });
    // The page was drawn before the watch began.
    send("gap", {});
    return remove;
  });
  return Promise.resolve(stream);
});
