import { parseStrictJson } from "#lib/core/strict-json.ts";
import { Refusal } from "../errors.ts";
import { headerValue } from "../message/raw-headers.ts";
import type { Accepted } from "./accept.ts";
import type { JsonRpcId, McpCall } from "./call.ts";

/** Methods that the policy judges, and the parameter that names what they act on. */
const judgedMethods: ReadonlyMap<string, string> = new Map([
  ["tools/call", "name"],
  ["resources/read", "uri"],
  ["prompts/get", "name"],
]);
const httpMethods = new Set(["POST", "GET", "DELETE"]);
const metaPrefix = "io.modelcontextprotocol/";

type Json = Record<string, unknown>;

/** One JSON-RPC 2.0 message of Streamable HTTP, or the opening (GET) or ending (DELETE) of a session's stream. */
export function parseMcp(accepted: Accepted, body: Buffer, acceptsStream: boolean): McpCall | Refusal {
  const { method, target, headers } = accepted;
  if (!httpMethods.has(method)) return new Refusal("method_not_allowed");
  if (target.query !== "") return new Refusal("query_not_allowed");
  const base = {
    kind: "mcp",
    httpMethod: method,
    tool: null,
    body,
    id: null,
    params: {},
    modern: false,
    protocolVersion: headerValue(headers, "mcp-protocol-version"),
    clientName: null,
    progressToken: null,
    acceptsStream,
    judged: false,
    exact: true,
  } as const;
  if (method !== "POST") {
    return body.length > 0 ? new Refusal("body_not_allowed") : { ...base, operation: method };
  }
  const unreadable = checkContentHeaders(accepted);
  if (unreadable) return unreadable;
  const json = parseStrictJson(body);
  if (!json.ok) return new Refusal(json.problem);
  if (Array.isArray(json.value)) return new Refusal("batch_refused");
  const message = json.value;
  if (!isObject(message) || message.jsonrpc !== "2.0") return new Refusal("invalid_message");
  if (message.id !== undefined && !isId(message.id)) return new Refusal("invalid_message");
  const id = message.id ?? null;
  if (message.method === undefined) {
    const isResponse = id !== null && ("result" in message || "error" in message);
    return isResponse ? { ...base, operation: "response" } : new Refusal("invalid_message");
  }
  if (!isName(message.method) || "result" in message || "error" in message) return new Refusal("invalid_message");
  const params = message.params ?? {};
  if (!isObject(params)) return new Refusal("invalid_message");
  const subject = judgedMethods.get(message.method);
  if (subject !== undefined && id === null) return new Refusal("invalid_message");
  if (subject !== undefined && !isName(params[subject])) return new Refusal("invalid_params");
  const meta = readMeta(message.method, params, base.protocolVersion);
  // Written out, as spreading costs more than reading the message did.
  return {
    kind: "mcp",
    httpMethod: method,
    operation: message.method,
    tool: message.method === "tools/call" && isName(params.name) ? params.name : null,
    body,
    id,
    params,
    modern: meta.modern,
    protocolVersion: meta.protocolVersion,
    clientName: meta.clientName,
    progressToken: meta.progressToken,
    acceptsStream,
    judged: subject !== undefined,
    exact: json.exact,
  };
}

function checkContentHeaders({ headers }: Accepted): Refusal | undefined {
  if (headerValue(headers, "content-encoding") !== null) return new Refusal("unsupported_content_encoding");
  const type = (headerValue(headers, "content-type") ?? "").toLowerCase();
  const isJson = /^application\/json *(?:; *charset="?utf-8"? *)?$/.test(type);
  return isJson ? undefined : new Refusal("unsupported_content_type");
}

/** Version, client and progress token: from `_meta` since 2026-07-28, before that from `initialize`. */
function readMeta(method: string, params: Json, headerVersion: string | null) {
  const meta = isObject(params._meta) ? params._meta : {};
  const version = meta[`${metaPrefix}protocolVersion`];
  const client = meta[`${metaPrefix}clientInfo`] ?? (method === "initialize" ? params.clientInfo : undefined);
  const modern = typeof version === "string";
  const claimed = method === "initialize" && isName(params.protocolVersion) ? params.protocolVersion : headerVersion;
  return {
    modern,
    protocolVersion: isName(version) ? version : modern ? null : claimed,
    clientName: isObject(client) && isName(client.name) ? client.name : null,
    progressToken: isId(meta.progressToken) ? meta.progressToken : null,
  };
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isId(value: unknown): value is JsonRpcId {
  return (typeof value === "string" && value.length <= 1_000) || Number.isSafeInteger(value);
}

/** A name that can be shown, stored and compared: no control characters, no lone surrogates, not endless. */
function isName(value: unknown): value is string {
  return typeof value === "string" && value.length <= 1_000 && value !== "" && !/[\p{Cc}\p{Cs}]/u.test(value);
}
