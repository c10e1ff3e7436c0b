import type { ServerResponse } from "node:http";
import { endToEndHeaders, headerValue } from "../message/raw-headers.ts";
import type { Cancellation } from "../pipeline/cancellation.ts";
import type { Exchange } from "../pipeline/exchange.ts";
import type { Answered } from "../pipeline/forward.ts";

/** The upstream's session with this gateway, its challenge for our credential, and ways around this gateway. */
const notReturned = new Set(["set-cookie", "www-authenticate", "alt-svc"]);

const notReturnedToPages = new Set([
  ...notReturned,
  "access-control-allow-origin",
  "access-control-allow-credentials",
  "access-control-expose-headers",
]);

/** Sends the upstream's status line and headers, unless a hold has begun the answer already. */
export function sendHead({ response, openStream }: Exchange, answered: Answered): void {
  openStream?.stop();
  if (response.headersSent || response.destroyed) return;
  // Who may read the answer in a browser is this gateway's to say, where it has said something.
  const dropped = response.hasHeader("access-control-allow-origin") ? notReturnedToPages : notReturned;
  const headers = endToEndHeaders(answered.headers, dropped);
  if ((headerValue(headers, "content-type") ?? "").startsWith("text/event-stream")) {
    if (headerValue(headers, "cache-control") === null) headers.push("cache-control", "no-cache, no-transform");
    if (headerValue(headers, "x-accel-buffering") === null) headers.push("x-accel-buffering", "no");
  }
  response.writeHead(answered.statusCode, headers);
}

/** Writes and waits while the caller reads more slowly than we write. To a caller that is gone, writes nothing. */
export async function send({ response, gone }: Exchange, chunk: Buffer | string): Promise<void> {
  if (response.destroyed || gone.aborted || chunk.length === 0) return;
  if (!response.write(chunk)) await drained(response, gone);
}

function drained(response: ServerResponse, gone: Cancellation): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off("drain", done);
      gone.offAbort(done);
      resolve();
    };
    response.on("drain", done);
    gone.onAbort(done);
  });
}
