import { looksLikeGatewayKey } from "#lib/crypto/gateway-key.ts";
import { Refusal } from "../errors.ts";
import { headerValues, type RawHeaders } from "../message/raw-headers.ts";

/** Headers in which Datadog's clients send their keys; its MCP server's clients use underscores. */
export const datadogKeyHeaders = ["dd-api-key", "dd-application-key", "dd_api_key", "dd_application_key"];

/**
 * The one credential that the caller presents: as a bearer token (RFC 6750), or a gateway key or access token where
 * Datadog's clients put theirs. `queryKeys`: from the query, which only HTTP connections take.
 */
export function presentedCredential(headers: RawHeaders, queryKeys: readonly string[]): string | Refusal {
  const authorizations = headerValues(headers, "authorization");
  if (authorizations.length > 1) return new Refusal("invalid_token", "Send one Authorization header.");
  const [authorization] = authorizations;
  if (authorization !== undefined) {
    const [, token] = /^bearer +([\w.~+/-]+=*)$/i.exec(authorization) ?? [];
    return token ?? new Refusal("invalid_token", "Send the credential as: Authorization: Bearer <token>.");
  }
  const places = [...datadogKeyHeaders.flatMap((name) => headerValues(headers, name)), ...queryKeys];
  // Those clients want two keys, of which one may be made up; two that could both be meant are one too many.
  const presented = new Set(places.filter((text) => looksLikeGatewayKey(text) || looksLikeJwt(text)));
  if (presented.size > 1) return new Refusal("invalid_token", "Send one gateway key or access token, not two.");
  const [credential] = presented;
  return credential ?? new Refusal("unauthenticated");
}

function looksLikeJwt(text: string): boolean {
  return /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/.test(text);
}
