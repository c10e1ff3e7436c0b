import type { IncomingMessage, ServerResponse } from "node:http";
import type { Dependencies } from "../dependencies.ts";
import { Refusal } from "../errors.ts";
import type { Caller } from "../identity/caller.ts";
import { withoutWaiting } from "../holds/hold-manner.ts";
import { parseStatusPath } from "../holds/status-url.ts";
import { isDisabled } from "../limits/open-calls.ts";
import type { LiveConnection, LiveSnapshot } from "../snapshot/live-snapshot.ts";
import { admitMessage } from "../mcp/admit-message.ts";
import { isForOwnServer, serveOwn } from "../mcp/own/serve-own.ts";
import { answerTask, isOwnTask } from "../mcp/tasks/answer-task.ts";
import { maskRequest } from "../masking/mask-request.ts";
import { accept, type Accepted } from "./accept.ts";
import { answerStatus } from "./answer-status.ts";
import { authenticate } from "./authenticate.ts";
import { awaitApproval } from "./await-approval.ts";
import { decide } from "./decide.ts";
import { newExchange, type Exchange } from "./exchange.ts";
import { execute } from "./execute.ts";
import type { HeldCall } from "./held-call.ts";
import { masksOf } from "./masks-of.ts";
import { noteCall, noteCaller, noteDecision } from "./note-facts.ts";
import { riskOf } from "./risk-of.ts";
import { parse } from "./parse.ts";
import { passUnread } from "./pass-unread.ts";
import { refuse } from "./refuse.ts";
import { route } from "./route.ts";
import { whileWritable } from "./while-writable.ts";

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

  if (isForOwnServer(accepted.target)) return serveOwn(dependencies, exchange, accepted, caller);

  const routed = route(current, accepted.target, caller);
  if (routed instanceof Refusal) return routed;
  exchange.facts.connection = routed.slug;
  exchange.spooled = routed.recording === "spooled" ? routed : null;

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
  const status = parseStatusPath(accepted.target);
  if (status) {
    return whileWritable(dependencies, () =>
      answerStatus(dependencies, exchange, { accepted, caller, routed }, status),
    );
  }
  const upload = passUnread(exchange, accepted, { current, caller, routed });
  const call = upload ?? (await parse(exchange.request, accepted));
  if (call instanceof Refusal) return call;
  noteCall(exchange, call);
  dependencies.factMasker.mask(exchange);

  const notAdmitted = await whileWritable(dependencies, () =>
    admitMessage(dependencies, accepted, routed, caller, call),
  );
  if (notAdmitted) return notAdmitted;
  if (isOwnTask(call)) {
    return whileWritable(dependencies, () => answerTask(dependencies, exchange, { accepted, caller, routed }, call));
  }

  const decision = decide(current, routed, caller, call);
  noteDecision(exchange, decision);
  if (call.judged) exchange.attrs["holdpoint.risk"] = riskOf(routed, call);
  exchange.masks = masksOf(current, routed, call, decision);
  if (decision.effect === "deny") return new Refusal("denied_by_policy", decision.message ?? undefined);

  if (!exchange.masks.upstreamRequest)
    return runDecided(dependencies, exchange, routed, { accepted, caller, call, decision });
  const masked = await maskRequest(dependencies, exchange, { current, routed, caller, accepted, call, decision });
  return masked instanceof Refusal ? masked : runDecided(dependencies, exchange, routed, { ...masked, caller });
}

/** The stages of a call that policy does not deny. */
async function runDecided(
  dependencies: Dependencies,
  exchange: Exchange,
  routed: LiveConnection,
  { accepted, caller, call, decision }: Omit<HeldCall, "routed">,
): Promise<Refusal | undefined> {
  if (decision.effect !== "hold") return execute(dependencies, exchange, accepted, routed, caller, call);
  const approved = await whileWritable(dependencies, () =>
    awaitApproval(dependencies, exchange, { accepted, caller, routed, call, decision }),
  );
  if (approved instanceof Refusal) return approved;
  if (approved === "answered") return undefined;
  const { headers } = approved.accepted;
  const heard = call.kind === "http" ? { ...approved.accepted, headers: withoutWaiting(headers) } : approved.accepted;
  return execute(dependencies, exchange, heard, approved.connection, caller, approved.call);
}
