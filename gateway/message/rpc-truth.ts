import type { JsonRpcId } from "../pipeline/call.ts";

export type RpcTruth = { failed: boolean; errorCode: string | null };

/**
 * What a JSON-RPC message says about the request `id`: undefined where it is not its response. A tool that failed says
 * so inside a successful response (`isError`).
 */
export function rpcTruth(text: string, id: JsonRpcId): RpcTruth | undefined {
  const message = parse(text);
  if (typeof message !== "object" || message === null || !("id" in message) || message.id !== id) return undefined;
  if ("error" in message) {
    const { error } = message;
    const code = typeof error === "object" && error !== null && "code" in error ? String(error.code) : "error";
    return { failed: true, errorCode: code.slice(0, 40) };
  }
  if (!("result" in message)) return undefined;
  const { result } = message;
  const failed = typeof result === "object" && result !== null && "isError" in result && result.isError === true;
  return { failed, errorCode: failed ? "tool_error" : null };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
