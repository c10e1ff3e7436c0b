import type { McpCall } from "../pipeline/call.ts";
import { headerValue, type RawHeaders } from "../message/raw-headers.ts";

/** Parameters that `Mcp-Name` repeats, by method (2026-07-28, Streamable HTTP). */
const namedBy: ReadonlyMap<string, string> = new Map([
  ["tools/call", "name"],
  ["prompts/get", "name"],
  ["resources/read", "uri"],
  ["tasks/get", "taskId"],
  ["tasks/update", "taskId"],
  ["tasks/cancel", "taskId"],
]);
const encoded = /^=\?base64\?((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)\?=$/;

/**
 * Which header says something else than the message; null where all agree. Messages of 2026-07-28 must have them; in
 * older ones they may be missing, but must not lie: somebody on the way could go by them.
 */
export function disagreeingHeader(headers: RawHeaders, call: McpCall): string | null {
  if (call.httpMethod !== "POST" || call.operation === "response") return null;
  const version = headerValue(headers, "mcp-protocol-version");
  if (call.modern && (version === null || version !== call.protocolVersion)) return "MCP-Protocol-Version";
  const method = headerValue(headers, "mcp-method");
  if (method === null ? call.modern && call.id !== null : method !== call.operation) return "Mcp-Method";
  const parameter = namedBy.get(call.operation);
  if (parameter === undefined) return null;
  const name = headerValue(headers, "mcp-name");
  const agrees = name === null ? !call.modern : decoded(name) === call.params[parameter];
  return agrees ? null : "Mcp-Name";
}

/** A header's value, which may be wrapped as `=?base64?…?=` where it is not plain ASCII. Undefined where that is broken. */
function decoded(value: string): string | undefined {
  if (!value.startsWith("=?base64?")) return value;
  const [, base64] = encoded.exec(value) ?? [];
  if (base64 === undefined) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.from(base64, "base64"));
  } catch {
    return undefined;
  }
}
