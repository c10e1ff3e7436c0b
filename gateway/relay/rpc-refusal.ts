import type { Refusal, RefusalCode } from "../errors.ts";
import type { JsonRpcId, McpCall } from "../pipeline/call.ts";

/** Refusals that the model should read and can act on: for tools these are results, not protocol errors. */
const toolResults: ReadonlySet<RefusalCode> = new Set([
  "denied_by_policy",
  "denied_by_approver",
  "hold_expired",
  "hold_cancelled",
  "hold_pending",
  "hold_running",
  "hold_unknown",
  "approval_outdated",
  "tool_changed",
  "edit_failed",
  "hold_failed",
  "answer_not_kept",
  "masking_refused",
  "masking_failed",
]);

export function isToolResult(refusal: Refusal, call: McpCall | null): boolean {
  return call?.operation === "tools/call" && toolResults.has(refusal.code);
}

/** The refusal as JSON-RPC: for tools a result with `isError`, which both SDK generations hand to the model. */
export function rpcRefusal(refusal: Refusal, call: McpCall | null): object {
  if (!call || !isToolResult(refusal, call)) return rpcError(refusal, call?.id ?? null);
  return {
    jsonrpc: "2.0",
    id: call.id,
    result: {
      ...(call.modern && { resultType: "complete" }),
      content: [{ type: "text", text: refusal.message }],
      isError: true,
      ...(refusal.approval && { _meta: { "holdpoint/approval": refusal.approval } }),
    },
  };
}

export function rpcError(refusal: Refusal, id: JsonRpcId | null): object {
  return {
    jsonrpc: "2.0",
    id,
    error: {
      code: refusal.rpcCode,
      message: refusal.message,
      data: { code: refusal.code, ...(refusal.approval && { approval: refusal.approval }) },
    },
  };
}
