import { cancelHold } from "#lib/holds/cancel-hold.ts";
import { readCallersHold, type CallersHold } from "#lib/holds/read-callers-hold.ts";
import { readStoredAnswer } from "#lib/holds/stored-answer.ts";
import type { Dependencies } from "../dependencies.ts";
import { Refusal } from "../errors.ts";
import { readPrefer } from "../holds/hold-manner.ts";
import { statusUrl, type StatusTarget } from "../holds/status-url.ts";
import type { Exchange } from "./exchange.ts";
import { sendStoredHttp } from "./outcome.ts";
import { runDetached, type Poll } from "./run-detached.ts";

const pollAfterS = 5;
const over = new Set(["completed", "failed", "unknown", "denied", "expired", "cancelled"]);

/**
 * The status URL of a held call, for the caller whose it is: GET tells how it stands (with `Prefer: wait=N`, once that
 * changes), and runs it where it was approved and asked for with `Prefer: respond-async`; DELETE takes it back.
 */
export async function answerStatus(
  dependencies: Dependencies,
  exchange: Exchange,
  poll: Poll,
  { holdId, part }: StatusTarget,
): Promise<Refusal | undefined> {
  const { method, headers } = poll.accepted;
  const find = () =>
    readCallersHold(dependencies.pool, {
      id: holdId,
      callerId: poll.caller.callerId,
      connection: poll.routed.slug,
    });
  let held = await find();
  if (!held) return new Refusal("unknown_hold");
  exchange.facts.holdId = held.id;
  exchange.facts.callId = held.callId;
  if (method === "DELETE" && part === "status") {
    await cancelHold(dependencies.pool, { id: holdId, callerId: poll.caller.callerId });
    held = (await find()) ?? held;
  } else if (method !== "GET") {
    return new Refusal("method_not_allowed");
  } else {
    held = await advance(dependencies, exchange, poll, held, find, (readPrefer(headers).waitS ?? 0) * 1000);
    if (exchange.gone.aborted) return new Refusal("caller_gone");
  }
  if (part === "answer") return sendAnswer(dependencies, exchange, held);
  send(exchange, 200, await describe(dependencies, exchange, held));
  return undefined;
}

/** Starts what may run, and waits for the next change of the hold for as long as its caller wants to. */
async function advance(
  dependencies: Dependencies,
  exchange: Exchange,
  poll: Poll,
  first: CallersHold,
  find: () => Promise<CallersHold | undefined>,
  waitMs: number,
): Promise<CallersHold> {
  const deadline = performance.now() + waitMs;
  const wait = async (until: "decided" | "finished"): Promise<void> => {
    const budgetMs = Math.max(deadline - performance.now(), 0);
    if (budgetMs > 0) await dependencies.waitingRoom.wait(first.id, { budgetMs, gone: [exchange.gone], until });
  };
  let held = first;
  if (held.state === "pending") {
    await wait("decided");
    held = (await find()) ?? held;
  }
  if (exchange.gone.aborted || over.has(held.state) || held.state === "pending") return held;
  if (held.state === "approved" && !held.isDetached) return held;
  if (held.state === "approved") startDetached(dependencies, poll, held);
  await wait("finished");
  return (await find()) ?? held;
}

/** Runs an approved call in the background of this process. Whoever else has it by then, keeps it. */
export function startDetached(dependencies: Dependencies, poll: Poll, held: CallersHold): void {
  dependencies.detachedRuns.start(() => runDetached(dependencies, poll, held));
}

async function describe({ pool, sealer, settings }: Dependencies, { target }: Exchange, held: CallersHold) {
  const url = target && statusUrl(target, held.id);
  const hasAnswer = over.has(held.state) && (await readStoredAnswer(pool, sealer, held.id)).answer !== null;
  return {
    id: held.id,
    status: held.state === "executing" || held.state === "dispatched" ? "running" : held.state,
    url: `${settings.consoleUrl}/approvals/${held.id}`,
    statusUrl: url,
    ...(hasAnswer && { answerUrl: `${url}/answer` }),
    createdAt: held.createdAt.toISOString(),
    expiresAt: held.expiresAt.toISOString(),
    decidedBy: held.approver,
    reason: held.reason,
    ...(held.isEdited && { edited: true }),
    /** What the caller does next. */
    next: nextStep(held, hasAnswer),
  };
}

function nextStep({ state, isDetached }: CallersHold, hasAnswer: boolean): string {
  if (state === "pending") return "Ask here again later, or send the identical request again.";
  if (state === "approved" && !isDetached) return "Send the identical request again: it runs then.";
  if (!over.has(state)) return "It is being run. Ask here again shortly.";
  if (hasAnswer) return "Read the answer at answerUrl.";
  if (state === "completed") return "It has run. Its answer was not kept, or is no longer.";
  if (state === "unknown") return "It was sent, and may have run. Check what it was to change before asking again.";
  return "It has not run, or has failed. Nothing more will happen.";
}

async function sendAnswer(
  { pool, sealer }: Dependencies,
  exchange: Exchange,
  held: CallersHold,
): Promise<Refusal | undefined> {
  const { answer } = await readStoredAnswer(pool, sealer, held.id);
  if (answer?.kind !== "http") return new Refusal(over.has(held.state) ? "answer_not_kept" : "hold_pending");
  sendStoredHttp(exchange, held.id, answer);
  return undefined;
}

/** Sends what a caller may do to follow its call; unlike most answers of the gateway it is no refusal. */
function send({ response, request }: Exchange, status: number, body: object): void {
  const text = JSON.stringify(body);
  const isOver = "status" in body && over.has(String(body.status));
  response.writeHead(status, {
    "content-type": "application/json",
    "cache-control": "no-store",
    ...(!isOver && { "retry-after": String(pollAfterS) }),
    ...(request.complete ? {} : { connection: "close" }),
  });
  response.end(text);
}
