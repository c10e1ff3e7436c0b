import { claimHold } from "#lib/holds/claim-hold.ts";
import { findHolds } from "#lib/holds/find-holds.ts";
import { finishHold } from "#lib/holds/finish-hold.ts";
import { releaseHold } from "#lib/holds/release-hold.ts";
import type { Dependencies } from "../dependencies.ts";
import { Refusal } from "../errors.ts";
import type { Caller } from "../identity/caller.ts";
import { isDisabled } from "../limits/open-calls.ts";
import type { LiveConnection } from "../snapshot/live-snapshot.ts";
import type { Accepted } from "./accept.ts";
import { authenticate } from "./authenticate.ts";
import type { Call } from "./call.ts";
import { decide } from "./decide.ts";
import { elapsedMs, exchangeEvent, type Exchange } from "./exchange.ts";
import { standingRefusal, type Approved } from "./hold.ts";
import { masksOf } from "./masks-of.ts";
import { route } from "./route.ts";

/**
 * Takes the one right to run an approved call, then judges it again on the snapshot in force: the approval answers the
 * rule that held it, and anything that forbids the call by now wins. Returns the connection as it is now.
 */
export async function claim(
  dependencies: Dependencies,
  exchange: Exchange,
  accepted: Accepted,
  caller: Caller,
  call: Call,
  approved: Approved,
): Promise<LiveConnection | Refusal> {
  const { pool, sealer } = dependencies;
  const { holdId, requestDigest } = approved;
  const fence = await claimHold(pool, { id: holdId, requestDigest });
  if (fence === undefined) {
    const [standing] = await findHolds(pool, [holdId]);
    return standing ? standingRefusal(standing) : new Refusal("hold_cancelled");
  }
  if (exchange.gone.aborted) {
    await releaseHold(pool, sealer, { id: holdId, fence }, exchangeEvent(exchange, "hold.released", "approved"));
    return new Refusal("caller_gone");
  }
  const connection = await judgeAgain(dependencies, exchange, accepted, caller, call);
  if (connection instanceof Refusal) {
    const event = exchangeEvent(exchange, "call.refused", connection.status, {
      decision: "deny",
      errorCode: connection.code,
      httpStatus: connection.httpStatus,
      durationMs: elapsedMs(exchange.startedAt),
    });
    await finishHold(pool, sealer, { id: holdId, fence, state: "failed" }, { events: [event] });
    exchange.refusalRecorded = true;
    return connection;
  }
  exchange.execution = { holdId, fence };
  return connection;
}

/** A key revoked, a connection withdrawn or a rule changed while the call waited. Tokens were good when it was made. */
async function judgeAgain(
  dependencies: Dependencies,
  exchange: Exchange,
  accepted: Accepted,
  caller: Caller,
  call: Call,
): Promise<LiveConnection | Refusal> {
  const snapshot = dependencies.snapshot.current;
  if (!snapshot) return new Refusal("not_ready");
  if (caller.auth === "gateway-key") {
    const stillKnown = await authenticate(dependencies, snapshot, accepted);
    if (stillKnown instanceof Refusal) return stillKnown;
  }
  if (isDisabled(snapshot, caller)) return new Refusal("identity_disabled");
  const connection = route(snapshot, accepted.target, caller);
  if (connection instanceof Refusal) return connection;
  const decision = decide(snapshot, connection, caller, call);
  exchange.masks = masksOf(snapshot, connection, call, decision);
  return decision.effect === "deny" ? new Refusal("denied_by_policy", decision.message ?? undefined) : connection;
}
