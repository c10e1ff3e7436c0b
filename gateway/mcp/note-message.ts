import { sha256Hex } from "#lib/crypto/request-digest.ts";
import type { AuditEvent } from "#lib/ledger/events.ts";
import { headerValue } from "../message/raw-headers.ts";
import type { Call, McpCall } from "../pipeline/call.ts";
import type { Exchange } from "../pipeline/exchange.ts";

/** W3C Trace Context, level 1. */
const traceParent = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;
/** MCP names a session to whoever holds its id, so the record has a digest that tells sessions apart and no more. */
const digestLength = 32;

/** Records what a message is, by the names of OpenTelemetry's conventions for MCP and generative AI. */
export function noteMessage({ attrs, request }: Exchange, call: McpCall): void {
  const headers = request.rawHeaders;
  attrs["mcp.method.name"] = call.operation;
  attrs["network.transport"] = "tcp";
  if (call.id !== null) attrs["jsonrpc.request.id"] = call.id;
  if (call.protocolVersion !== null) attrs["mcp.protocol.version"] = call.protocolVersion.slice(0, 40);
  if (call.clientName !== null) attrs["mcp.client.name"] = call.clientName.slice(0, 200);
  const session = call.modern ? null : headerValue(headers, "mcp-session-id");
  if (session !== null) attrs["mcp.session.id"] = sha256Hex(session).slice(0, digestLength);
  if (call.tool !== null) {
    attrs["gen_ai.operation.name"] = "execute_tool";
    attrs["gen_ai.tool.name"] = call.tool;
  }
  if (call.operation === "prompts/get") attrs["gen_ai.prompt.name"] = String(call.params["name"]);
  // Without what may be a secret in it.
  if (call.operation === "resources/read")
    attrs["mcp.resource.uri"] = String(call.params["uri"]).replace(/[?#].*$/s, "");
}

/** Keeps the trace that the call belongs to: from `_meta` (MCP, SEP-414), else from the header. */
export function noteTrace({ attrs, request }: Exchange, call: Call): void {
  const meta = call.kind === "mcp" ? call.params["_meta"] : undefined;
  const inMessage = typeof meta === "object" && meta !== null && "traceparent" in meta ? meta.traceparent : undefined;
  const given = inMessage ?? headerValue(request.rawHeaders, "traceparent");
  if (typeof given === "string" && traceParent.test(given)) attrs["traceparent"] = given;
}

/** How an MCP call ended, in the same words: nothing where it went well. */
export function endingAttributes(call: Call | null, errorCode: string | null): AuditEvent["attrs"] {
  if (call?.kind !== "mcp" || errorCode === null) return {};
  const isRpcCode = /^-?\d+$/.test(errorCode);
  return { "error.type": errorCode, ...(isRpcCode && { "rpc.response.status_code": errorCode }) };
}
