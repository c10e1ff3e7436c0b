import { requirePermission } from "#lib/core/permissions.ts";
import { defineRoute } from "#app/_server/route.ts";
import { getConsole } from "#app/_server/console.ts";
import { findSignedIn } from "#app/_server/context.ts";
import { getHoldWatch } from "#app/_server/hold-watch.ts";

export const dynamic = "force-dynamic";

const heartbeatMs = 15_000;

/**
 * Server-sent events: `hold` for each move of a hold that the person may see, `gap` where some may have been missed.
 * A session that is revoked loses its stream at the next heartbeat; a role that changed counts from there on.
 */
export const GET = defineRoute((context, request) => {
  requirePermission(context, "holds.read");
  const { logger } = getConsole();
  const encoder = new TextEncoder();
  let stop: (() => void) | undefined;

  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string) => controller.enqueue(encoder.encode(text));
      const watcher = {
        person: context.actor,
        onNotice: (notice: object) => send(`event: hold\ndata: ${JSON.stringify(notice)}\n\n`),
        onGap: () => send("event: gap\ndata: {}\n\n"),
      };
      const remove = getHoldWatch().add(watcher);
      const heartbeat = setInterval(() => void beat().catch((error: unknown) => end(error)), heartbeatMs);
      stop = () => {
        clearInterval(heartbeat);
        remove();
      };
      async function beat(): Promise<void> {
        const person = await findSignedIn(context.sessionToken);
        if (!person) return end();
        watcher.person = person;
        send(": still here\n\n");
        return undefined;
      }
      function end(error?: unknown): void {
        if (error) logger.warn({ err: error }, "a live view of holds ended early");
        stop?.();
        controller.close();
      }
      request.signal.addEventListener("abort", () => stop?.());
      // The page was drawn before the watch began.
      send("retry: 1000\nevent: gap\ndata: {}\n\n");
    },
    cancel: () => stop?.(),
  });
  return Promise.resolve(
    new Response(body, {
      headers: {
        "content-type": "text/event-stream",
        "cache-control": "no-store, no-transform",
        "x-accel-buffering": "no",
      },
    }),
  );
});
