import { gatewayKeyHash, looksLikeGatewayKey } from "#lib/crypto/gateway-key.ts";
import type { Dependencies } from "../dependencies.ts";
import { Refusal } from "../errors.ts";
import type { Caller } from "../identity/caller.ts";
import { presentedCredential } from "../identity/presented-credential.ts";
import { hasScopes, tokenCaller } from "../identity/token-caller.ts";
import type { VerifiedToken } from "../identity/trusted-issuers.ts";
import { resourceUrl } from "../resource-url.ts";
import type { LiveSnapshot } from "../snapshot/live-snapshot.ts";
import type { Accepted } from "./accept.ts";

/**
 * Who calls: by an access token made for this connection or this gateway (RFC 8707, RFC 9068), or by a gateway key.
 */
export async function authenticate(
  dependencies: Pick<Dependencies, "settings" | "verifier">,
  snapshot: LiveSnapshot,
  accepted: Accepted,
): Promise<Caller | Refusal> {
  const { headers, target } = accepted;
  const credential = presentedCredential(headers, target.kind === "http" ? target.queryKeys : []);
  if (credential instanceof Refusal) return credential;
  if (looksLikeGatewayKey(credential)) {
    return gatewayKeyCaller(snapshot, credential) ?? new Refusal("invalid_token");
  }
  const { settings, verifier } = dependencies;
  const audiences = [resourceUrl(settings.gatewayUrl, target), settings.gatewayUrl];
  const verified = await verifier.verify(credential, audiences);
  if (verified.ok) {
    if (!hasScopes(verified.claims, settings.requiredScopes)) return new Refusal("insufficient_scope");
    return callerOf(verified, settings.groupsClaim);
  }
  return verified.problem === "invalid"
    ? new Refusal("invalid_token", `The access token is not valid here: ${verified.why}. Get a new one.`)
    : new Refusal("identity_provider_unavailable");
}

/** Claims of a token that is known again are the same object, and stand for the same caller. */
const callers = new WeakMap<object, Caller>();

function callerOf(verified: VerifiedToken & { ok: true }, groupsClaim: string): Caller {
  let caller = callers.get(verified.claims);
  if (!caller) {
    caller = tokenCaller(verified.claims, { ...verified, groupsClaim });
    callers.set(verified.claims, caller);
  }
  return caller;
}

/** The caller behind a gateway key; undefined where it is unknown, revoked or expired. */
function gatewayKeyCaller(snapshot: LiveSnapshot, credential: string): Caller | undefined {
  const key = snapshot.gatewayKeys.get(gatewayKeyHash(credential));
  if (!key || (key.expiresAt !== null && Date.parse(key.expiresAt) <= Date.now())) return undefined;
  return {
    callerId: `key:${key.id}`,
    userId: key.user?.id ?? null,
    userName: key.user?.name ?? null,
    email: key.user?.name ?? null,
    agent: key.agent,
    owner: key.owner,
    groups: key.groups,
    expiresAt: key.expiresAt === null ? null : Date.parse(key.expiresAt),
    connections: key.connections,
    auth: "gateway-key",
    issuer: null,
    actors: [],
  };
}
