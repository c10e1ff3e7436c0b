import type { Dependencies } from "../dependencies.ts";
import type { Call } from "./call.ts";
import { Cancellation } from "./cancellation.ts";
import type { Exchange } from "./exchange.ts";

const graceMs = 60_000;

/**
 * When to give the upstream up. A caller that leaves cancels the call (RFC 9110; MCP 2026-07-28), except in older MCP,
 * where only a message cancels, and for approved calls, whose outcome people want to know: those get a minute more. A
 * caller that is shut out has none of the former.
 */
export function upstreamSignal({ draining }: Dependencies, exchange: Exchange, call: Call): Cancellation {
  const { gone, execution, shutOut, response } = exchange;
  if (call.kind === "mcp" && call.httpMethod === "GET") {
    const giveUp = (): void => gone.abort();
    draining.onAbort(giveUp);
    response.once("close", () => draining.offAbort(giveUp));
    return gone;
  }
  const outlives = execution !== null || (call.kind === "mcp" && !call.modern);
  if (!outlives) return gone;
  const late = execution === null ? shutOut : new Cancellation();
  gone.onAbort(() => void setTimeout(() => late.abort(), graceMs).unref());
  return late;
}
