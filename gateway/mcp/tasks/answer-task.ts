import { cancelHold } from "#lib/holds/cancel-hold.ts";
import { readCallersHold, type CallersHold } from "#lib/holds/read-callers-hold.ts";
import { defaultReplayS, readStoredAnswer } from "#lib/holds/stored-answer.ts";
import type { Dependencies } from "../../dependencies.ts";
import { Refusal } from "../../errors.ts";
import { startDetached } from "../../pipeline/answer-status.ts";
import type { Call, McpCall } from "../../pipeline/call.ts";
import type { Exchange } from "../../pipeline/exchange.ts";
import type { Poll } from "../../pipeline/run-detached.ts";
import { standingRefusal } from "../../pipeline/standing-refusal.ts";
import { declaresTasks } from "./declares-tasks.ts";
import { describeTask } from "./describe-task.ts";

const underWay = new Set(["pending", "approved", "executing", "dispatched"]);
const methods = new Set(["tasks/get", "tasks/update", "tasks/cancel"]);

/** Whether a message is about a task of this gateway; tasks of upstreams have other ids and are passed on. */
export function isOwnTask(call: Call): call is McpCall {
  if (call.kind !== "mcp" || call.id === null || !methods.has(call.operation)) return false;
  const { taskId } = call.params;
  return typeof taskId === "string" && /^hold_[0-9A-HJKMNP-TV-Z]{26}$/.test(taskId);
}

/**
 * tasks/get, tasks/update and tasks/cancel (tasks extension of 2026-07-28) for a held call, for its own caller. The poll
 * that finds it approved runs it: without a caller that comes for the answer nothing runs.
 */
export async function answerTask(
  dependencies: Dependencies,
  exchange: Exchange,
  poll: Poll,
  call: McpCall,
): Promise<Refusal | undefined> {
  if (!declaresTasks(call)) return new Refusal("tasks_not_declared");
  const { pool } = dependencies;
  const { callerId } = poll.caller;
  const id = String(call.params["taskId"]);
  const held = await readCallersHold(pool, { id, callerId, connection: poll.routed.slug });
  if (!held || held.kind !== "mcp") return new Refusal("unknown_task");
  exchange.facts.callId = held.callId;
  exchange.facts.holdId = held.id;
  if (call.operation === "tasks/cancel") await cancelHold(pool, { id, callerId });
  if (call.operation !== "tasks/get") return send(exchange, call, {});
  if (held.state === "approved") startDetached(dependencies, poll, held);
  return send(exchange, call, await taskOf(dependencies, held));
}

async function taskOf({ pool, sealer, settings }: Dependencies, held: CallersHold): Promise<object> {
  const working = describeTask(held, `${settings.consoleUrl}/approvals/${held.id}`, defaultReplayS);
  const common = { ...working, statusMessage: undefined };
  if (underWay.has(held.state)) return working;
  if (held.state === "cancelled") {
    return { ...common, status: "cancelled", statusMessage: standingRefusal(held).message };
  }
  // Denied, expired, unknown: the tool's answer is that it did not run, or may have.
  if (held.state !== "completed" && held.state !== "failed") {
    return { ...common, status: "completed", result: toolError(standingRefusal(held)) };
  }
  const { answer } = await readStoredAnswer(pool, sealer, held.id);
  if (answer?.kind === "mcp") return { ...common, ...endOf(JSON.parse(answer.message) as RpcResponse) };
  const why = new Refusal(held.state === "completed" ? "answer_not_kept" : "hold_failed");
  return { ...common, status: "completed", result: toolError(why) };
}

type RpcResponse = { result?: object; error?: { message?: string } };

function endOf(message: RpcResponse): object {
  if (message.error === undefined) return { status: "completed", result: message.result };
  return { status: "failed", statusMessage: message.error.message, error: message.error };
}

function toolError(refusal: Refusal): object {
  return { content: [{ type: "text", text: refusal.message }], isError: true };
}

function send({ response }: Exchange, { id }: McpCall, result: object): undefined {
  response.writeHead(200, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify({ jsonrpc: "2.0", id, result: { resultType: "complete", ...result } }));
}
