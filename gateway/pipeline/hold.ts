import { acknowledgeEnd } from "#lib/holds/acknowledge-end.ts";
import type { OpenedHold } from "#lib/holds/create-hold.ts";
import type { HoldState } from "#lib/holds/schemas.ts";
import type { Dependencies } from "../dependencies.ts";
import { Refusal } from "../errors.ts";
import { holdManner, type HoldManner } from "../holds/hold-manner.ts";
import { openHoldStream } from "../holds/hold-stream.ts";
import { statusUrl } from "../holds/status-url.ts";
import { shutOutRefusal } from "../limits/open-calls.ts";
import type { Accepted } from "./accept.ts";
import type { Deferred } from "./defer.ts";
import { exchangeEvent, type Exchange } from "./exchange.ts";
import type { HeldCall } from "./held-call.ts";
import { openHold } from "./open-hold.ts";
import { awaitOutcome, type Replay } from "./outcome.ts";
import { standingRefusal } from "./standing-refusal.ts";

/** An approval that the next stage may claim: of this hold, for this digest. */
export type Approved = { holdId: string; requestDigest: string };

/** Long enough to read a decision that is there already, whatever the caller's patience. */
const readingMs = 2_000;
const runs: ReadonlySet<HoldState> = new Set(["executing", "dispatched"]);
const endsUnrun: ReadonlySet<HoldState> = new Set(["denied", "expired", "cancelled"]);
const hasRun: ReadonlySet<HoldState> = new Set(["completed", "failed", "unknown"]);

/**
 * Opens or joins the hold on this call and keeps the caller waiting, up to the budget. Returns the approval, or what to
 * tell the caller: why not, where to follow the call, or for a call that ran already what it answered. The hold itself
 * outlives a caller that leaves.
 */
export async function hold(
  dependencies: Dependencies,
  exchange: Exchange,
  held: HeldCall,
): Promise<Approved | Replay | Deferred | Refusal> {
  const { accepted, call, caller, routed } = held;
  if (!call.exact) return new Refusal("inexact_number");
  const manner = holdManner({ call, caller, headers: accepted.headers }, routed, dependencies.settings.holdBudgets);
  const hold = await openHold(dependencies, exchange, held, manner);
  if (hold instanceof Refusal) return hold;
  const { opened, requestDigest } = hold;
  exchange.facts.callId = opened.callId;
  exchange.facts.holdId = opened.id;
  if (opened.joined) {
    exchange.attrs["holdpoint.joined"] = true;
    if (hasRun.has(opened.state)) return awaitOutcome(dependencies, exchange, { id: opened.id, budgetMs: readingMs });
    await dependencies.ledger.append([exchangeEvent(exchange, "call.rejoined", "held")]);
  }
  const url = `${dependencies.settings.consoleUrl}/approvals/${opened.id}`;
  if (call.kind === "mcp" && call.acceptsStream && manner.elsewhere === null) {
    openHoldStream(exchange, call, opened.id, url);
  }
  if (runs.has(opened.state)) return awaitOther(dependencies, exchange, opened, manner);

  const news = await waitForDecision(dependencies, exchange, opened, manner);
  if (news === "gone") return exchange.gone.aborted ? new Refusal("caller_gone") : shutOutRefusal(exchange);
  if (news === "pending") return deferred(opened, manner) ?? pendingRefusal(opened, url, accepted);
  exchange.facts.approver = news.approver;
  exchange.facts.reason = news.reason;
  exchange.facts.holdMs = news.waitedMs;
  if (news.state === "approved") return { holdId: opened.id, requestDigest };
  if (endsUnrun.has(news.state)) await acknowledgeEnd(dependencies.pool, opened.id);
  return standingRefusal(news);
}

async function waitForDecision(
  { waitingRoom }: Dependencies,
  exchange: Exchange,
  opened: OpenedHold,
  { budgetMs, elsewhere }: HoldManner,
) {
  const isPending = opened.state === "pending";
  if (isPending && elsewhere !== null && budgetMs === 0) return "pending";
  exchange.waits = true;
  const gone = [exchange.gone, exchange.shutOut];
  const news = await waitingRoom.wait(opened.id, { budgetMs: Math.max(budgetMs, isPending ? 0 : readingMs), gone });
  exchange.waits = false;
  return news;
}

/** Another request of the same caller runs it: its answer is this one's too. */
async function awaitOther(
  dependencies: Dependencies,
  exchange: Exchange,
  opened: OpenedHold,
  manner: HoldManner,
): Promise<Replay | Deferred | Refusal> {
  const outcome = await awaitOutcome(dependencies, exchange, { id: opened.id, budgetMs: manner.budgetMs });
  const stillRuns = outcome instanceof Refusal && outcome.code === "hold_running";
  return (stillRuns && deferred(opened, manner)) || outcome;
}

function deferred(opened: OpenedHold, { elsewhere, applied }: HoldManner): Deferred | undefined {
  return elsewhere === null ? undefined : { deferred: opened, by: elsewhere, applied };
}

function pendingRefusal(opened: OpenedHold, url: string, { target }: Accepted): Refusal {
  const expiresAt = opened.expiresAt.toISOString();
  return new Refusal(
    "hold_pending",
    `This call has not run. It is pending approval ${opened.id}, which a person can give at ${url} until ${expiresAt}. ` +
      "Do not change the arguments: retry the identical call after it was approved, or in 30 seconds.",
    {
      id: opened.id,
      status: "pending",
      url,
      expiresAt,
      retryAfterMs: 30_000,
      ...(target.kind === "http" && { statusUrl: statusUrl(target, opened.id) }),
    },
  );
}
