import { Refusal } from "../errors.ts";
import type { Caller } from "../identity/caller.ts";
import type { Exchange } from "../pipeline/exchange.ts";
import type { LiveSnapshot } from "../snapshot/live-snapshot.ts";

type EndedBy = "identity_disabled" | "key_revoked" | "credential_expired";
type OpenCall = { caller: Caller; exchange: Exchange };

/** So often it is looked who has expired. */
const sweepMs = 1_000;
/** As much as an expiry is forgiven where a call begins. */
const leewayMs = 5_000;

/** Calls under way by who makes them, so that a kill switch, a revoked key or an expiry ends them too. */
export class OpenCalls {
  readonly #calls = new Set<OpenCall>();
  readonly #timer = setInterval(() => this.#endExpiredStreams(Date.now() - leewayMs), sweepMs).unref();

  /** Counts a call in. Returns what counts it out again. */
  enter(caller: Caller, exchange: Exchange): () => void {
    const call = { caller, exchange };
    this.#calls.add(call);
    return () => this.#calls.delete(call);
  }

  /** Ends what `snapshot` no longer lets in. */
  review(snapshot: LiveSnapshot): void {
    for (const { caller, exchange } of this.#calls) {
      const why = shutOut(snapshot, caller);
      if (why !== null) end(exchange, why);
    }
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** A call that began in time may end; a stream would go on for ever. */
  #endExpiredStreams(now: number): void {
    for (const { caller, exchange } of this.#calls) {
      if (caller.expiresAt !== null && caller.expiresAt < now && isStream(exchange))
        end(exchange, "credential_expired");
    }
  }
}

function end(exchange: Exchange, why: EndedBy): void {
  exchange.attrs["holdpoint.ended_by"] = why;
  exchange.shutOut.abort();
  if (!exchange.waits) exchange.response.destroy();
}

/** What a client opens to listen: the stream of an MCP session, or events of an HTTP API. */
function isStream({ call }: Exchange): boolean {
  return call?.httpMethod === "GET" && (call.kind === "mcp" || call.acceptsStream);
}

/** What to tell a caller that was shut out while it waited. */
export function shutOutRefusal({ attrs }: Exchange): Refusal {
  return new Refusal(attrs["holdpoint.ended_by"] === "key_revoked" ? "invalid_token" : "identity_disabled");
}

/** Whether this caller was disabled, by name or with its key, since it was let in. */
function shutOut(snapshot: LiveSnapshot, caller: Caller): Exclude<EndedBy, "credential_expired"> | null {
  if (isDisabled(snapshot, caller)) return "identity_disabled";
  return caller.auth === "gateway-key" && !snapshot.callerIds.has(caller.callerId) ? "key_revoked" : null;
}

/** Whether the kill switch was thrown for the person or the agent of a call. */
export function isDisabled({ disabledIdentities }: LiveSnapshot, { userId, agent }: Caller): boolean {
  if (disabledIdentities.size === 0) return false;
  return disabledIdentities.has(`person:${userId}`) || disabledIdentities.has(`agent:${agent}`);
}
