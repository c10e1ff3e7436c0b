import type { IncomingMessage } from "node:http";
import type { ConnectionKind } from "#lib/connections/schemas.ts";
import { Refusal } from "../errors.ts";
import { findVirtualHost, type VirtualHost } from "../snapshot/virtual-hosts.ts";
import { resourceUrl } from "../resource-url.ts";
import { splitQuery } from "../identity/query-credentials.ts";
import { headerValue, headerValues, type RawHeaders } from "../message/raw-headers.ts";
import { isAllowedOrigin, isOwnHost, type GatewayNames } from "../origins.ts";

const maxHeaders = 100;
const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
const bodiless = new Set(["GET", "HEAD"]);

export type Target = {
  kind: ConnectionKind;
  slug: string;
  /** Path below the connection as it came, and decoded once, which is what rules are matched against. */
  rawPath: string;
  path: string;
  /** Without the question mark, and without credentials of the caller. */
  query: string;
  /** Where callers reach the connection: an address to which a path can be added. */
  address: string;
  /** Credentials of the caller that came in the query. */
  queryKeys: readonly string[];
};

export type Accepted = { method: string; target: Target; headers: RawHeaders };

/**
 * Takes only requests that every HTTP parser reads the same way, and that lead to a connection. Refuses before anything
 * else is looked at.
 */
export function accept(
  request: IncomingMessage,
  names: GatewayNames,
  virtualHosts: readonly VirtualHost[] = [],
): Accepted | Refusal {
  const headers = request.rawHeaders;
  if (headers.length > maxHeaders * 2) return new Refusal("too_many_headers");
  const method = request.method ?? "";
  if (!methods.has(method)) return new Refusal("method_not_allowed");
  const [host = "", ...otherHosts] = headerValues(headers, "host");
  if (host === "" || otherHosts.length > 0) return new Refusal("malformed_request", "Send one Host header.");
  const framing = checkFraming(method, headers);
  if (framing) return framing;
  const origin = headerValue(headers, "origin");
  if (origin !== null && !isAllowedOrigin(origin, names)) return new Refusal("origin_refused");
  const target = parseTarget(request.url ?? "", { host, gatewayUrl: names.gatewayUrl, virtualHosts });
  if (target instanceof Refusal) return target;
  if (target.kind === "mcp" && !isOwnHost(host, names)) return new Refusal("host_refused");
  return { method, target, headers };
}

/** RFC 9112 section 6.3, without the cases in which two readers could differ. */
function checkFraming(method: string, headers: RawHeaders): Refusal | undefined {
  const lengths = headerValues(headers, "content-length");
  const codings = headerValues(headers, "transfer-encoding");
  if (lengths.length + codings.length > 1) return new Refusal("ambiguous_framing");
  if (lengths.some((length) => !/^\d{1,15}$/.test(length))) return new Refusal("ambiguous_framing");
  if (codings.some((coding) => coding.toLowerCase() !== "chunked")) return new Refusal("ambiguous_framing");
  if (bodiless.has(method) && (codings.length > 0 || lengths.some((length) => Number(length) > 0))) {
    return new Refusal("body_not_allowed");
  }
  return undefined;
}

type Place = { host: string; gatewayUrl: string; virtualHosts: readonly VirtualHost[] };

function parseTarget(url: string, { host, gatewayUrl, virtualHosts }: Place): Target | Refusal {
  if (!url.startsWith("/")) return new Refusal("malformed_request", "Send the path, not a whole address.");
  const [rawPath = "", ...queries] = url.split("?");
  const decoded = decodePath(rawPath);
  if (decoded === undefined) return new Refusal("ambiguous_path");
  const { query, keys: queryKeys } = splitQuery(queries.join("?"));
  const virtual = findVirtualHost(virtualHosts, host, gatewayUrl);
  if (virtual !== undefined) {
    const address = `${new URL(gatewayUrl).protocol}//${host}`;
    return { kind: "http", slug: virtual, rawPath, path: decoded, query, queryKeys, address };
  }
  const match = /^\/(mcp|http)\/([^/]+)(\/.*)?$/.exec(rawPath);
  const [, kind, slug = "", rest = ""] = match ?? [];
  if (kind !== "mcp" && kind !== "http") return new Refusal("unknown_connection");
  if (kind === "mcp" && rest !== "") return new Refusal("unknown_connection");
  const path = decodePath(rest) ?? "";
  const address = resourceUrl(gatewayUrl, { kind, slug });
  return { kind, slug, rawPath: rest, path: path === "" ? "/" : path, query, queryKeys, address };
}

/** The path decoded once; undefined where a second decoding or a normalisation could make another path of it. */
function decodePath(rawPath: string): string | undefined {
  if (/%(?:25)*(?:2e|2f|5c|00)/i.test(rawPath) || /[\\#]|\/\//.test(rawPath)) return undefined;
  if (rawPath.split("/").some((segment) => segment === "." || segment === "..")) return undefined;
  let path: string;
  try {
    path = decodeURIComponent(rawPath);
  } catch {
    return undefined;
  }
  return /\p{Cc}/u.test(path) ? undefined : path;
}
