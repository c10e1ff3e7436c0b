import type { IncomingMessage, ServerResponse } from "node:http";
import { keepLease } from "#lib/holds/keep-lease.ts";
import type { Decision } from "#lib/policies/schemas.ts";
import type { Dependencies } from "../dependencies.ts";
import { Refusal, type RefusalCode } from "../errors.ts";
import { noteMessage, noteTrace } from "../mcp/note-message.ts";
import { listEdit } from "../mcp/visible-lists.ts";
import type { Caller } from "../identity/caller.ts";
import { isDisabled } from "../limits/open-calls.ts";
import type { LiveConnection, LiveSnapshot } from "../snapshot/live-snapshot.ts";
import { admitMessage, bindOpenedSession } from "../mcp/admit-message.ts";
import { maskFacts } from "../masking/mask-facts.ts";
import { accept, type Accepted } from "./accept.ts";
import { answer } from "./answer.ts";
import { authenticate } from "./authenticate.ts";
import type { Call } from "./call.ts";
import { claim } from "./claim.ts";
import { decide } from "./decide.ts";
import { elapsedMs, newExchange, type Exchange } from "./exchange.ts";
import { forward } from "./forward.ts";
import { hold } from "./hold.ts";
import { masksOf } from "./masks-of.ts";
import { parse } from "./parse.ts";
import { recordFinish } from "./record-finish.ts";
import { recordStart } from "./record-start.ts";
import { refuse, reply } from "./refuse.ts";
import { route } from "./route.ts";
import { upstreamSignal } from "./upstream-signal.ts";

/** One HTTP request from its headers to its answer. Never throws. */
export async function runCall(
  dependencies: Dependencies,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const exchange = newExchange(request, response, dependencies.settings.trustedProxies);
  try {
    const refusal = await runStages(dependencies, exchange);
    if (refusal) await refuse(dependencies, exchange, refusal);
  } catch (error) {
    dependencies.logger.error({ err: error, callId: exchange.facts.callId }, "a call failed in the gateway");
    await refuse(dependencies, exchange, new Refusal("internal"));
  }
}

/** The stages in order; this is the architecture of the data path. README.md tells it in words. */
async function runStages(dependencies: Dependencies, exchange: Exchange): Promise<Refusal | undefined> {
  const { settings, snapshot, limits, openCalls } = dependencies;
  const accepted = accept(exchange.request, settings, snapshot.current?.virtualHosts);
  if (accepted instanceof Refusal) return accepted;
  exchange.target = accepted.target;
  exchange.facts.kind = accepted.target.kind;

  const current = snapshot.current;
  if (!current) return new Refusal("not_ready");
  const caller = await authenticate(dependencies, current, accepted);
  if (caller instanceof Refusal) return caller;
  noteCaller(exchange, caller);
  // By the newest snapshot: the token may have been checked while the kill switch was thrown.
  if (isDisabled(snapshot.current ?? current, caller)) return new Refusal("identity_disabled");

  const routed = route(current, accepted.target, caller);
  if (routed instanceof Refusal) return routed;
  exchange.facts.connection = routed.slug;

  const leaveLimits = limits.enter(caller.callerId, routed.slug, routed.limits);
  if (leaveLimits instanceof Refusal) return leaveLimits;
  const leaveCalls = openCalls.enter(caller, exchange);
  return runAdmitted(dependencies, exchange, { accepted, current, caller, routed }).finally(() => {
    leaveLimits();
    leaveCalls();
  });
}

type Admitted = { accepted: Accepted; current: LiveSnapshot; caller: Caller; routed: LiveConnection };

/** The stages of a call whose caller is known and within their limits. */
async function runAdmitted(
  dependencies: Dependencies,
  exchange: Exchange,
  { accepted, current, caller, routed }: Admitted,
): Promise<Refusal | undefined> {
  const call = await parse(exchange.request, accepted);
  if (call instanceof Refusal) return call;
  noteCall(exchange, call);
  maskFacts(dependencies, exchange);

  const notAdmitted = await whileWritable(dependencies, () =>
    admitMessage(dependencies, accepted, routed, caller, call),
  );
  if (notAdmitted) return notAdmitted;

  const decision = decide(current, routed, caller, call);
  noteDecision(exchange, decision);
  exchange.masks = masksOf(current, routed, call, decision);
  if (decision.effect === "deny") return new Refusal("denied_by_policy", decision.message ?? undefined);

  let connection: LiveConnection | Refusal = routed;
  if (decision.effect === "hold") {
    const approved = await whileWritable(dependencies, () =>
      hold(dependencies, exchange, routed, caller, call, decision),
    );
    if (approved instanceof Refusal) return approved;
    connection = await whileWritable(dependencies, () =>
      claim(dependencies, exchange, accepted, caller, call, approved),
    );
    if (connection instanceof Refusal) return connection;
  }
  const stopRenewing = keepExecution(dependencies, exchange);
  return execute(dependencies, exchange, accepted, connection, caller, call).finally(stopRenewing);
}

/** An approved call may take longer than the lease of its claim, which must not look like a gateway that died. */
function keepExecution({ pool, logger }: Dependencies, { execution }: Exchange): () => void {
  if (execution === null) return () => {};
  return keepLease(
    pool,
    { id: execution.holdId, fence: execution.fence },
    { onError: (error) => logger.warn({ err: error, holdId: execution.holdId }, "a lease could not be renewed") },
  );
}

/** From the record of the start to the record of the finish: what happens to a call that may run. */
async function execute(
  dependencies: Dependencies,
  exchange: Exchange,
  accepted: Accepted,
  connection: LiveConnection,
  caller: Caller,
  call: Call,
): Promise<Refusal | undefined> {
  const notStarted = await whileWritable(dependencies, () => recordStart(dependencies, exchange, call));
  if (notStarted) return notStarted;

  const signal = upstreamSignal(dependencies, exchange, call);
  const sentAt = performance.now();
  const answered = await forward(connection, accepted, call, { signal, mayRepeat: exchange.execution === null });
  if (answered instanceof Refusal) return endWithoutAnswer(dependencies, exchange, answered, sentAt);
  const notBound = await whileWritable(dependencies, () =>
    bindOpenedSession(dependencies, connection, caller, call, answered),
  );
  if (notBound) {
    answered.body.abandon();
    return endWithoutAnswer(dependencies, exchange, notBound, sentAt);
  }
  const { current } = dependencies.snapshot;
  exchange.edit = current && listEdit(current, connection, caller, call);
  const broken = await answer(dependencies, exchange, call, answered, signal);
  if (broken) reply(dependencies, exchange, broken);
  return undefined;
}

/** The upstream has not acted on the call. */
const knownFailures: ReadonlySet<RefusalCode> = new Set([
  "upstream_unreachable",
  "upstream_unauthorized",
  "upstream_forbidden",
  "upstream_credential_unavailable",
]);

/** A call that was started ends with `call.finished`, also where the upstream gave no answer to pass on. */
async function endWithoutAnswer(
  dependencies: Dependencies,
  exchange: Exchange,
  failure: Refusal,
  sentAt: number,
): Promise<undefined> {
  const known = knownFailures.has(failure.code);
  await recordFinish(dependencies, exchange, {
    status: known ? "failed" : failure.code === "caller_gone" ? "cancelled" : "unknown",
    errorCode: failure.code,
    httpStatus: failure.httpStatus,
    upstreamMs: elapsedMs(sentAt),
    payload: null,
  }).catch((error: unknown) => dependencies.logger.error({ err: error }, "an ending could not be recorded"));
  reply(dependencies, exchange, failure);
}

/** What these stages do is write; whatever keeps them from it means that the call must not go on. */
async function whileWritable<T>({ logger }: Dependencies, work: () => Promise<T>): Promise<T | Refusal> {
  try {
    return await work();
  } catch (error) {
    logger.error({ err: error }, "the ledger or a hold could not be written");
    return new Refusal("ledger_unavailable");
  }
}

function noteCaller({ facts, attrs }: Exchange, caller: Caller): void {
  facts.userId = caller.userId;
  facts.userName = caller.userName;
  facts.agent = caller.agent;
  attrs["auth.method"] = caller.auth;
  attrs["auth.caller_id"] = caller.callerId;
  if (caller.issuer !== null) attrs["auth.issuer"] = caller.issuer;
  if (caller.actors.length > 0) attrs["auth.actors"] = caller.actors;
}

function noteCall(exchange: Exchange, call: Call): void {
  const { facts } = exchange;
  exchange.call = call;
  facts.operation = call.operation.slice(0, 500);
  facts.tool = call.tool;
  facts.requestBytes = call.body.length;
  noteTrace(exchange, call);
  if (call.kind === "mcp") noteMessage(exchange, call);
}

function noteDecision({ facts, attrs }: Exchange, decision: Decision): void {
  facts.decision = decision.effect;
  facts.rule = decision.rule;
  facts.policyVersion = decision.policyVersion;
  if (decision.matched.length > 0) attrs["holdpoint.rules"] = decision.matched;
  if (decision.errors.length > 0) attrs["holdpoint.rule_errors"] = decision.errors;
}
