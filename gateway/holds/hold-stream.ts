import { messageEvent } from "../message/event-stream.ts";
import type { McpCall } from "../pipeline/call.ts";
import type { Exchange } from "../pipeline/exchange.ts";

const heartbeatMs = 10_000;
/** So small that whatever progress the upstream reports later is more. */
const progressStep = 1e-6;

/**
 * Begins the answer of a held MCP call as an event stream: a comment at once and every 10 s, and progress where the
 * caller gave a token, so that nobody on the way takes the silence for a dead connection.
 */
export function openHoldStream(exchange: Exchange, call: McpCall, holdId: string, url: string): void {
  const { response } = exchange;
  response.writeHead(200, {
    "content-type": "text/event-stream",
    "cache-control": "no-cache, no-transform",
    "x-accel-buffering": "no",
  });
  let beats = 0;
  function beat(): void {
    beats++;
    response.write(`: ${holdId} waits for approval\n\n`);
    if (call.progressToken === null) return;
    const params = {
      progressToken: call.progressToken,
      progress: beats * progressStep,
      message: `Waiting for approval: ${url}`,
    };
    response.write(messageEvent(JSON.stringify({ jsonrpc: "2.0", method: "notifications/progress", params })));
  }
  beat();
  const timer = setInterval(beat, heartbeatMs);
  const stop = (): void => clearInterval(timer);
  exchange.gone.onAbort(stop);
  exchange.openStream = { stop };
}
