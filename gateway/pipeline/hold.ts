import { newId } from "#lib/core/ids.ts";
import { acknowledgeDenial } from "#lib/holds/acknowledge-denial.ts";
import { createHold, type OpenedHold } from "#lib/holds/create-hold.ts";
import type { HoldState } from "#lib/holds/schemas.ts";
import type { Decision } from "#lib/policies/decision.ts";
import type { Dependencies } from "../dependencies.ts";
import { Refusal } from "../errors.ts";
import { boundDigest, heldRequest } from "../holds/bound-request.ts";
import { openHoldStream } from "../holds/hold-stream.ts";
import type { Caller } from "../identity/caller.ts";
import { shutOutRefusal } from "../limits/open-calls.ts";
import { maskStored } from "../masking/mask-stored.ts";
import { capturePayload } from "../message/capture-payload.ts";
import type { LiveConnection } from "../snapshot/live-snapshot.ts";
import type { Call } from "./call.ts";
import { exchangeEvent, type Exchange } from "./exchange.ts";
import { awaitOutcome, type Replay } from "./outcome.ts";
import { standingRefusal } from "./standing-refusal.ts";

/** An approval that the next stage may claim: of this hold, for this digest. */
export type Approved = { holdId: string; requestDigest: string };

const runs: ReadonlySet<HoldState> = new Set(["executing", "dispatched"]);
const hasRun: ReadonlySet<HoldState> = new Set(["completed", "failed", "unknown"]);

/**
 * Opens or joins the hold on this call and keeps the caller waiting, up to the connection's budget. Returns the approval
 * or what to tell the caller, which for a call that ran already is what it answered; the hold itself outlives a caller
 * that leaves.
 */
export async function hold(
  dependencies: Dependencies,
  exchange: Exchange,
  connection: LiveConnection,
  caller: Caller,
  call: Call,
  decision: Decision,
): Promise<Approved | Replay | Refusal> {
  if (!call.exact) return new Refusal("inexact_number");
  const budgetMs = connection.holdBudgetMs;
  const requestDigest = boundDigest(call, caller, connection.slug, decision.policyVersion);
  const opened = await openHold(dependencies, exchange, connection, caller, call, decision, requestDigest);
  if (opened instanceof Refusal) return opened;
  exchange.facts.callId = opened.callId;
  exchange.facts.holdId = opened.id;
  const url = `${dependencies.settings.consoleUrl}/approvals/${opened.id}`;
  if (opened.joined) {
    exchange.attrs["holdpoint.joined"] = true;
    if (hasRun.has(opened.state)) return awaitOutcome(dependencies, exchange, { id: opened.id, budgetMs });
    await dependencies.ledger.append([exchangeEvent(exchange, "call.rejoined", "held")]);
  }
  if (call.kind === "mcp" && call.acceptsStream) openHoldStream(exchange, call, opened.id, url);
  if (opened.joined && runs.has(opened.state)) {
    return awaitOutcome(dependencies, exchange, { id: opened.id, budgetMs });
  }

  exchange.waits = true;
  const news = await dependencies.waitingRoom.wait(opened.id, {
    budgetMs,
    gone: [exchange.gone, exchange.shutOut],
  });
  exchange.waits = false;
  if (news === "gone") return exchange.gone.aborted ? new Refusal("caller_gone") : shutOutRefusal(exchange);
  if (news === "pending") return pendingRefusal(opened, url);
  exchange.facts.approver = news.approver;
  exchange.facts.reason = news.reason;
  exchange.facts.holdMs = news.waitedMs;
  if (news.state === "denied") await acknowledgeDenial(dependencies.pool, opened.id);
  return news.state === "approved" ? { holdId: opened.id, requestDigest } : standingRefusal(news);
}

async function openHold(
  { pool, sealer }: Dependencies,
  exchange: Exchange,
  connection: LiveConnection,
  caller: Caller,
  call: Call,
  decision: Decision,
  requestDigest: string,
): Promise<OpenedHold | Refusal> {
  const { callId, clientIp } = exchange.facts;
  const { rule, approval, message, policyVersion } = decision;
  if (rule === null || approval === null) throw new Error("a decision to hold names its rule and its approvers");
  const id = newId("hold");
  // People who decide see the exact call; what is kept for auditors is masked.
  const captured = await capturePayload(callId, "request", exchange.request.rawHeaders, call.body);
  const payload = maskStored({ sealer }, exchange, captured);
  if (payload instanceof Refusal) return payload;
  return createHold(
    pool,
    sealer,
    {
      id,
      callId,
      connection: connection.slug,
      kind: call.kind,
      operation: call.operation,
      tool: call.tool,
      request: heldRequest(call),
      requestDigest,
      callerId: caller.callerId,
      userId: caller.userId,
      userName: caller.userName,
      agent: caller.agent,
      clientIp: clientIp ?? null,
      rule,
      message,
      policyVersion,
      approverGroups: approval.groups,
      expiresInS: approval.expiresInS,
    },
    {
      event: exchangeEvent(exchange, "call.held", "held", {
        holdId: id,
        reason: message,
        attrs: { "holdpoint.request_digest": requestDigest },
      }),
      payload,
    },
  );
}

function pendingRefusal(opened: OpenedHold, url: string): Refusal {
  const expiresAt = opened.expiresAt.toISOString();
  return new Refusal(
    "hold_pending",
    `This call has not run. It is pending approval ${opened.id}, which a person can give at ${url} until ${expiresAt}. ` +
      "Do not change the arguments: retry the identical call after it was approved, or in 30 seconds.",
    { id: opened.id, status: "pending", url, expiresAt, retryAfterMs: 30_000 },
  );
}
