import type { EventRow } from "#lib/ledger/schemas.ts";
import type { PayloadView } from "#lib/payloads/schemas.ts";

type Call = Pick<EventRow, "connection" | "kind" | "operation" | "tool">;
type Request = Pick<PayloadView, "headers" | "body" | "truncated">;

/** Headers that a repetition needs; everything else is of the one request, or a secret. */
const repeated = /^(?:accept|content-type|mcp-protocol-version|x-datadog-[\w-]+-schema)$/i;

/**
 * The call again as a command for a shell, through the gateway, with `$HOLDPOINT_KEY` for the caller's own key: no
 * credential is in it. Without the request (which auditors may read) arguments and body are left to fill in. Null for
 * what is no call.
 */
export function toCurl(call: Call, gatewayUrl: string, request: Request | null): string | null {
  const { connection, kind, operation } = call;
  if (connection === null || kind === null || operation === null) return null;
  const base = `${gatewayUrl}/${kind}/${encodeURIComponent(connection)}`;
  const lines = kind === "mcp" ? mcpLines(base, call, request) : httpLines(base, operation, request);
  return lines.join(" \\\n  ");
}

function httpLines(base: string, operation: string, request: Request | null): string[] {
  const [, method = "GET", path = operation] = /^([A-Z]+) (\/.*)$/s.exec(operation) ?? [];
  return [
    `curl ${method === "GET" ? "" : `-X ${method} `}${quote(base + path)}`,
    `-H "Authorization: Bearer $HOLDPOINT_KEY"`,
    ...headerLines(request),
    ...bodyLines(request),
  ];
}

function mcpLines(base: string, { operation, tool }: Call, request: Request | null): string[] {
  const params = tool === null ? {} : { params: { name: tool, arguments: {} } };
  const message = JSON.stringify({ jsonrpc: "2.0", id: 1, method: operation, ...params });
  const accept = "Accept: application/json, text/event-stream";
  const body = bodyLines(request);
  return [
    `curl ${quote(base)}`,
    `-H "Authorization: Bearer $HOLDPOINT_KEY"`,
    `-H ${quote("Content-Type: application/json")}`,
    `-H ${quote(accept)}`,
    ...(body.length > 0 ? body : [`--data-raw ${quote(message)}`]),
  ];
}

function headerLines(request: Request | null): string[] {
  const kept = (request?.headers ?? []).filter(({ name }) => repeated.test(name));
  return kept.map(({ name, value }) => `-H ${quote(`${name}: ${value}`)}`);
}

function bodyLines(request: Request | null): string[] {
  if (!request || request.truncated) return [];
  return request.body.kind === "json" || request.body.kind === "text" ? [`--data-raw ${quote(request.body.text)}`] : [];
}

/** One word of a POSIX shell, whatever is in it; control characters other than line breaks are left out. */
function quote(text: string): string {
  // oxlint-disable-next-line no-control-regex -- what a shell must not get raw
  const printable = text.replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "");
  return `'${printable.replaceAll("'", `'\\''`)}'`;
}
