import type { GatewaySettings } from "./dependencies.ts";
import type { RefusalCode } from "./errors.ts";
import { resourceUrl, type Place } from "./resource-url.ts";

const metadataPath = "/.well-known/oauth-protected-resource";

/**
 * Protected resource metadata (RFC 9728) for a request path, or undefined where the path asks for none: of a connection, or
 * of the gateway as a whole, where clients look next. The same for every well-formed name, so that it does not tell which
 * connections exist.
 */
export function protectedResourceMetadata(path: string, settings: GatewaySettings): object | undefined {
  const resource = path === metadataPath ? settings.gatewayUrl : connectionResource(path, settings);
  if (resource === undefined) return undefined;
  return {
    resource,
    authorization_servers: settings.issuers.map(({ issuer }) => issuer),
    ...(settings.requiredScopes.length > 0 && { scopes_supported: settings.requiredScopes }),
    bearer_methods_supported: ["header"],
  };
}

function connectionResource(path: string, { gatewayUrl }: GatewaySettings): string | undefined {
  if (!path.startsWith(`${metadataPath}/`)) return undefined;
  const [, kind, slug] = /^\/(mcp|http)\/([a-z0-9-]{1,60})$/.exec(path.slice(metadataPath.length)) ?? [];
  if ((kind !== "mcp" && kind !== "http") || slug === undefined) return undefined;
  return resourceUrl(gatewayUrl, { kind, slug });
}

const blamed: ReadonlySet<RefusalCode> = new Set(["invalid_token", "insufficient_scope"]);

/**
 * WWW-Authenticate for a 401 or for a token that lacks a scope (RFC 6750 section 3, RFC 9728 section 5.1). No `error`
 * where nothing was presented.
 */
export function challenge(settings: GatewaySettings, place: Place | null, code: RefusalCode): string {
  const { gatewayUrl, requiredScopes } = settings;
  const parameters = [
    ...(place
      ? [`resource_metadata="${gatewayUrl}${metadataPath}/${place.kind}/${encodeURIComponent(place.slug)}"`]
      : []),
    ...(blamed.has(code) ? [`error="${code}"`] : []),
    ...(requiredScopes.length > 0 ? [`scope="${requiredScopes.join(" ")}"`] : []),
  ];
  return `Bearer ${parameters.join(", ")}`.trim();
}
