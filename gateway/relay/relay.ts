import type { Call } from "../pipeline/call.ts";
import type { Exchange } from "../pipeline/exchange.ts";
import type { Answered } from "../pipeline/forward.ts";

/** How the upstream's answer ended. */
export type Ending = { status: "ok" | "failed" | "unknown" | "cancelled"; errorCode: string | null };

/** What passing an answer on needs. `settle` commits the ending; only afterwards may the end of the answer go out. */
export type Relay = {
  exchange: Exchange;
  call: Call;
  answered: Answered;
  capture: (chunk: Buffer) => void;
  settle: (ending: Ending) => Promise<void>;
};

/** The ending that a status line stands for, where the body says nothing else. */
export function endingOf(relay: Pick<Relay, "call" | "answered">): Ending {
  const { statusCode } = relay.answered;
  // Without a GET stream or sessions of its own, a server answers 405, and that is how clients find out.
  const foreseen = relay.call.kind === "mcp" && relay.call.httpMethod !== "POST" && statusCode === 405;
  return statusCode < 400 || foreseen
    ? { status: "ok", errorCode: null }
    : { status: "failed", errorCode: `http_${statusCode}` };
}
