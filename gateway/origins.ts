import type { IncomingMessage, ServerResponse } from "node:http";

/** What the gateway is called, and whose pages may call it. */
export type GatewayNames = {
  gatewayUrl: string;
  /** Names in Host beside that of `gatewayUrl`, lower case. */
  hosts: readonly string[];
  /** Origins of web pages that may call. */
  allowedOrigins: readonly string[];
};

const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);
const exposed = "WWW-Authenticate, Mcp-Session-Id, MCP-Protocol-Version, Retry-After, Link";
const methods = "GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS";
const requestHeaders = new Set([
  "accept",
  "authorization",
  "content-type",
  "last-event-id",
  "mcp-method",
  "mcp-name",
  "mcp-protocol-version",
  "mcp-session-id",
  "traceparent",
  "tracestate",
]);
const maxAgeS = 600;

/** Whether a page of this origin may call: the gateway's own, and those that were configured. */
export function isAllowedOrigin(origin: string, { gatewayUrl, allowedOrigins }: GatewayNames): boolean {
  return origin === new URL(gatewayUrl).origin || allowedOrigins.includes(origin);
}

/**
 * Whether `host` is a name of this gateway. Any other one in a request means that a page has led a browser here under a
 * name of its own (DNS rebinding). On one machine every name of the loopback interface is the gateway's.
 */
export function isOwnHost(host: string, { gatewayUrl, hosts }: GatewayNames): boolean {
  const own = new URL(gatewayUrl);
  const name = host.toLowerCase();
  if (name === own.host || hosts.includes(name)) return true;
  if (!loopback.has(own.hostname) || !URL.canParse(`http://${name}`)) return false;
  const given = new URL(`http://${name}`);
  return loopback.has(given.hostname) && given.port === own.port;
}

/**
 * Lets pages of configured origins read answers (CORS protocol, WHATWG Fetch). True where this was a browser's question
 * beforehand, which is answered here and is no call.
 */
export function answerCors(request: IncomingMessage, response: ServerResponse, names: GatewayNames): boolean {
  const { origin } = request.headers;
  if (origin === undefined || !names.allowedOrigins.includes(origin)) return false;
  response.setHeader("access-control-allow-origin", origin);
  response.setHeader("access-control-expose-headers", exposed);
  response.setHeader("vary", "Origin");
  const wanted = request.headers["access-control-request-headers"] ?? "";
  if (request.method !== "OPTIONS" || request.headers["access-control-request-method"] === undefined) return false;
  const allowed = wanted.split(",").filter((name) => isRequestHeader(name.trim().toLowerCase()));
  response.writeHead(204, {
    "access-control-allow-methods": methods,
    "access-control-allow-headers": allowed.join(","),
    "access-control-max-age": String(maxAgeS),
  });
  response.end();
  return true;
}

function isRequestHeader(name: string): boolean {
  return requestHeaders.has(name) || /^mcp-param-[a-z0-9-]+$/.test(name);
}
