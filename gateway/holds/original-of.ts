import type { OriginalRequest } from "#lib/holds/original-request.ts";
import { looksLikeGatewayKey } from "#lib/crypto/gateway-key.ts";
import { datadogKeyHeaders } from "../identity/presented-credential.ts";
import { endToEndHeaders, headerPairs, type RawHeaders } from "../message/raw-headers.ts";
import { withoutWaiting } from "./hold-manner.ts";
import type { Accepted } from "../pipeline/accept.ts";
import type { Call } from "../pipeline/call.ts";

const credentials = ["authorization", "cookie", "x-api-key", "x-auth-token", ...datadogKeyHeaders];
const ofOneRequest = ["host", "content-length", "expect", "origin", "referer"];
const notKept = new Set([...credentials, ...ofOneRequest]);

/** The request as it may be kept: without its caller's credential, and what belongs to one connection only. */
export function originalOf({ method, target, headers }: Accepted, call: Call): OriginalRequest {
  const kept: string[] = [];
  for (const [name, value] of headerPairs(withoutWaiting(endToEndHeaders(headers, notKept)))) {
    if (!looksLikeGatewayKey(value)) kept.push(name, value);
  }
  const { rawPath, path, query } = target;
  return { method, rawPath, path, query, headers: kept, body: call.body.toString("base64") };
}

/** The headers of a kept request with the credential of whoever runs it now. */
export function withCredentialOf(original: OriginalRequest, headers: RawHeaders): string[] {
  const merged = [...original.headers];
  for (const [name, value] of headerPairs(headers)) {
    if (credentials.includes(name.toLowerCase())) merged.push(name, value);
  }
  return merged;
}
