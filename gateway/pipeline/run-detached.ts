import { keepRefusal } from "#lib/holds/keep-refusal.ts";
import { readOriginal } from "#lib/holds/original-request.ts";
import type { CallersHold } from "#lib/holds/read-callers-hold.ts";
import type { StoredAnswer } from "#lib/holds/stored-answer.ts";
import type { Dependencies } from "../dependencies.ts";
import { Refusal } from "../errors.ts";
import { nobodysRequest } from "../holds/detached-runs.ts";
import { withCredentialOf } from "../holds/original-of.ts";
import type { Caller } from "../identity/caller.ts";
import { rpcRefusal } from "../relay/rpc-refusal.ts";
import type { LiveConnection } from "../snapshot/live-snapshot.ts";
import type { Accepted } from "./accept.ts";
import type { Call } from "./call.ts";
import { claim } from "./claim.ts";
import { errorBody } from "./error-body.ts";
import { newExchange } from "./exchange.ts";
import { execute } from "./execute.ts";
import { noteCall, noteCaller } from "./note-facts.ts";
import { parse } from "./parse.ts";

/** The request of a caller that polls: its credential is the one that the approved call is judged by again. */
export type Poll = { accepted: Accepted; caller: Caller; routed: LiveConnection };

/**
 * Runs an approved call as it came, while its caller polls: claimed, judged again, recorded and sent like any other. Its
 * answer is what is stored of it. Never throws.
 */
export async function runDetached(dependencies: Dependencies, poll: Poll, held: CallersHold): Promise<void> {
  try {
    await run(dependencies, poll, held);
  } catch (error) {
    dependencies.logger.error({ err: error, holdId: held.id }, "an approved call failed in the gateway");
  }
}

async function run(dependencies: Dependencies, poll: Poll, held: CallersHold): Promise<void> {
  const { pool, sealer, settings } = dependencies;
  const { caller, routed } = poll;
  const original = await readOriginal(pool, sealer, held.id);
  if (!original) return;
  const body = Buffer.from(original.body, "base64");
  const headers = withCredentialOf(original, poll.accepted.headers);
  const { method, rawPath, path, query } = original;
  const target = { ...poll.accepted.target, rawPath, path, query };
  const accepted: Accepted = { method, target, headers };

  const { request, response } = nobodysRequest({ method, headers, body });
  const exchange = newExchange(request, response, settings.trustedProxies);
  exchange.target = target;
  noteCaller(exchange, caller);
  Object.assign(exchange.facts, {
    kind: held.kind,
    connection: routed.slug,
    callId: held.callId,
    holdId: held.id,
    clientIp: held.clientIp,
    decision: "hold",
    rule: held.rule,
    policyVersion: held.policyVersion,
    approver: held.approver,
    reason: held.reason,
    holdMs: held.waitedMs,
  });
  exchange.attrs["holdpoint.detached"] = true;
  const call = await parse(request, accepted);
  if (call instanceof Refusal) throw new Error(`a kept request cannot be read: ${call.code}`);
  noteCall(exchange, call);
  dependencies.factMasker.mask(exchange);

  const { id: holdId, requestDigest } = held;
  const claimed = await claim(dependencies, exchange, accepted, caller, call, routed, { holdId, requestDigest });
  if (!(claimed instanceof Refusal) && "answer" in claimed) return;
  const refusal =
    claimed instanceof Refusal
      ? claimed
      : await execute(dependencies, exchange, claimed.accepted, claimed.connection, caller, claimed.call);
  // Nobody waits to be told, so it is kept for whoever asks.
  if (refusal) await keepRefusal(pool, sealer, holdId, refusalAnswer(refusal, call));
}

function refusalAnswer(refusal: Refusal, call: Call): StoredAnswer {
  if (call.kind === "mcp") return { kind: "mcp", message: JSON.stringify(rpcRefusal(refusal, call)) };
  const headers = ["content-type", "application/json"];
  const body = Buffer.from(JSON.stringify(errorBody(refusal))).toString("base64");
  return { kind: "http", status: refusal.httpStatus, headers, body };
}
