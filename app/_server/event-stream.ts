import { getConsole } from "./console.ts";
import { findSignedIn, type SignedInContext } from "./context.ts";
import { getPeopleWatch } from "./people-watch.ts";

const heartbeatMs = 15_000;

type Feed = {
  /** Sends one event; `data` as JSON. */
  send: (event: string, data: object) => void;
};

/**
 * Answers with server-sent events for as long as the person is signed in and may what they may now. A session that is
 * revoked ends the stream at once, after an `over`, and so does any change of role, groups or agents: the browser connects
 * again, as whoever it is by then. `open` starts the feed and returns what stops it.
 */
export function eventStream(context: SignedInContext, request: Request, open: (feed: Feed) => () => void): Response {
  const { logger } = getConsole();
  const encoder = new TextEncoder();
  const rights = rightsOf(context.actor);
  let stop: (() => void) | undefined;

  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const write = (text: string): void => controller.enqueue(encoder.encode(text));
      let ended = false;
      const look = (): void => void beat().catch((error: unknown) => end(error));
      const forget = getPeopleWatch().add(context.actor.id, look);
      const heartbeat = setInterval(look, heartbeatMs);
      write("retry: 1000\n\n");
      const close = open({ send: (event, data) => write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`) });
      stop = () => {
        ended = true;
        clearInterval(heartbeat);
        forget();
        close();
      };
      async function beat(): Promise<void> {
        const person = await findSignedIn(context.sessionToken);
        if (ended) return;
        if (!person) write("event: over\ndata: {}\n\n");
        if (!person || rightsOf(person) !== rights) end();
        else write(": still here\n\n");
      }
      function end(error?: unknown): void {
        if (ended) return;
        if (error) logger.warn({ err: error }, "a live view ended early");
        stop?.();
        controller.close();
      }
      request.signal.addEventListener("abort", () => stop?.());
    },
    cancel: () => stop?.(),
  });
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream",
      "cache-control": "no-store, no-transform",
      "x-accel-buffering": "no",
    },
  });
}

/** All that decides what a person may, as one text. */
function rightsOf({ role, auditor, groups, ownedAgents, standsInFor }: SignedInContext["actor"]): string {
  return JSON.stringify([role, auditor, groups, ownedAgents, standsInFor]);
}
