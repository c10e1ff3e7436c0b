import { requirementOf } from "#lib/approvals/requirement-of.ts";
import { claimHold, type Claim } from "#lib/holds/claim-hold.ts";
import { findHolds } from "#lib/holds/find-holds.ts";
import { finishHold } from "#lib/holds/finish-hold.ts";
import type { HoldState } from "#lib/holds/schemas.ts";
import { releaseHold } from "#lib/holds/release-hold.ts";
import type { Decision } from "#lib/policies/decision.ts";
import type { Dependencies } from "../dependencies.ts";
import { Refusal, type RefusalCode } from "../errors.ts";
import type { Caller } from "../identity/caller.ts";
import { approvedCall } from "../holds/approved-edit.ts";
import { isDisabled } from "../limits/open-calls.ts";
import { isMaskedSo } from "../masking/mask-request.ts";
import type { LiveConnection } from "../snapshot/live-snapshot.ts";
import type { Accepted } from "./accept.ts";
import { authenticate } from "./authenticate.ts";
import type { Call } from "./call.ts";
import { judge } from "./decide.ts";
import { elapsedMs, exchangeEvent, type Exchange } from "./exchange.ts";
import type { Approved } from "./hold.ts";
import { masksOf } from "./masks-of.ts";
import { noteCall } from "./note-facts.ts";
import { awaitOutcome, type Replay } from "./outcome.ts";
import { route } from "./route.ts";
import { standingRefusal } from "./standing-refusal.ts";

/** An approved call that may run now, and where. */
export type Released = { connection: LiveConnection; accepted: Accepted; call: Call };

const runsOrRan: ReadonlySet<HoldState> = new Set(["executing", "dispatched", "completed", "failed", "unknown"]);

/**
 * Takes the one right to run an approved call, then judges it again on the snapshot in force: the approval answers the
 * rule that held it, and anything that forbids the call by now wins. Returns what runs, with what an approver changed in
 * it, and the connection as it is now; for a caller whose other request runs it, what that one answers.
 */
export async function claim(
  dependencies: Dependencies,
  exchange: Exchange,
  accepted: Accepted,
  caller: Caller,
  call: Call,
  connection: LiveConnection,
  approved: Approved,
): Promise<Released | Replay | Refusal> {
  const { pool, sealer } = dependencies;
  const { holdId, requestDigest } = approved;
  const event = exchangeEvent(exchange, "hold.claimed", "started");
  const claimed = await claimHold(pool, sealer, { id: holdId, requestDigest }, event);
  if (claimed === undefined) {
    // Another request of the same caller was faster, or the time to run it is over.
    const [standing] = await findHolds(pool, [holdId]);
    if (!standing) return new Refusal("hold_cancelled");
    if (!runsOrRan.has(standing.state)) return standingRefusal(standing);
    const leftMs = connection.holdBudgetMs - elapsedMs(exchange.startedAt);
    return awaitOutcome(dependencies, exchange, { id: holdId, budgetMs: Math.max(leftMs, 0) });
  }
  const { fence } = claimed;
  const judged = exchange.gone.aborted
    ? new Refusal("caller_gone")
    : await release(dependencies, exchange, { accepted, caller, call }, claimed, approved);
  if (judged instanceof Refusal && forAnotherRequest.has(judged.code)) {
    await releaseHold(pool, sealer, { id: holdId, fence }, exchangeEvent(exchange, "hold.released", "approved"));
    return judged;
  }
  if (judged instanceof Refusal) {
    const event = exchangeEvent(exchange, "call.refused", judged.status, {
      decision: "deny",
      errorCode: judged.code,
      httpStatus: judged.httpStatus,
      durationMs: elapsedMs(exchange.startedAt),
    });
    await finishHold(pool, sealer, { id: holdId, fence, state: "failed" }, { events: [event] });
    exchange.refusalRecorded = true;
    return judged;
  }
  exchange.execution = { holdId, fence };
  return judged;
}

async function release(
  dependencies: Dependencies,
  exchange: Exchange,
  { caller, ...asHeld }: { accepted: Accepted; caller: Caller; call: Call },
  claimed: Claim,
  { holdId, requestDigest }: Approved,
): Promise<Released | Refusal> {
  const runs = await approvedCall(dependencies, asHeld, claimed, requestDigest);
  if (runs instanceof Refusal) return runs;
  const { accepted, call, changes } = runs;
  if (changes) {
    const { approver, reason } = exchange.facts;
    exchange.edited = { holdId, approver, reason, changes };
    exchange.attrs["holdpoint.edited"] = true;
    noteCall(exchange, call);
    dependencies.factMasker.mask(exchange);
  }
  const connection = await judgeAgain(dependencies, exchange, accepted, caller, call, claimed);
  return connection instanceof Refusal ? connection : { connection, accepted, call };
}

/** The approval stands for a request of the same caller that is still there, with a credential that is still good. */
const forAnotherRequest: ReadonlySet<RefusalCode> = new Set([
  "caller_gone",
  "invalid_token",
  "identity_provider_unavailable",
  "not_ready",
]);

/** A credential ended, a connection withdrawn, a rule or a tool changed while the call waited. */
async function judgeAgain(
  dependencies: Dependencies,
  exchange: Exchange,
  accepted: Accepted,
  caller: Caller,
  call: Call,
  approved: Claim,
): Promise<LiveConnection | Refusal> {
  const snapshot = dependencies.snapshot.current;
  if (!snapshot) return new Refusal("not_ready");
  const stillKnown = await authenticate(dependencies, snapshot, accepted);
  if (stillKnown instanceof Refusal) return stillKnown;
  if (isDisabled(snapshot, caller)) return new Refusal("identity_disabled");
  const connection = route(snapshot, accepted.target, caller);
  if (connection instanceof Refusal) return connection;
  const decision = judge(snapshot, connection, caller, call);
  exchange.masks = masksOf(snapshot, connection, call, decision);
  if (decision.effect === "deny") return new Refusal("denied_by_policy", decision.message ?? undefined);
  if (!answers(approved, decision)) return new Refusal("approval_outdated");
  const known = call.tool === null ? undefined : connection.tools.get(call.tool);
  if (approved.toolSchema !== null && known?.schemaHash !== approved.toolSchema) return new Refusal("tool_changed");
  if (await isMaskedSo(dependencies, exchange, accepted, call)) return connection;
  return new Refusal("masking_refused", "The policy masks more of this request than it did when people approved it.");
}

/** Whether people were asked what the policy asks by now: a call that needs no approval any more needs no other one. */
function answers({ requirement }: Claim, { approval }: Decision): boolean {
  return approval === null || requirement === null || requirementOf(approval) === requirement;
}
