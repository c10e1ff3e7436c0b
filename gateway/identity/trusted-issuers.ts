import { decodeJwt, type JWTPayload } from "jose";
import { TokenVerifier } from "./token-verifier.ts";

/** An identity provider whose access tokens are taken. */
export type TrustedIssuer = {
  issuer: string;
  /** Accepted beside the address of each connection and of the gateway. */
  audiences: readonly string[];
};

export type VerifiedToken =
  | {
      ok: true;
      claims: JWTPayload;
      issuer: string;
      /** Goes before names of this issuer, so that equal ones of two issuers differ; empty for the first issuer. */
      namespace: string;
    }
  | { ok: false; problem: "invalid" | "unavailable"; why: string };

type Entry = { namespace: string; audiences: readonly string[]; verifier: TokenVerifier };

/** Checks access tokens, each by the issuer that it names. The first issuer is the one that people sign in with. */
export class TrustedIssuers {
  readonly #entries = new Map<string, Entry>();
  readonly #first: string;

  constructor(issuers: readonly TrustedIssuer[], tokenTypes: readonly string[]) {
    this.#first = withoutSlash(issuers[0]?.issuer ?? "");
    for (const { issuer, audiences } of issuers) {
      const name = withoutSlash(issuer);
      const namespace = name === this.#first ? "" : `${name}#`;
      this.#entries.set(name, { namespace, audiences, verifier: new TokenVerifier({ issuer, tokenTypes }) });
    }
  }

  /** `audiences`: the token must name one of them, or one that its issuer is known for. Never throws. */
  async verify(token: string, audiences: readonly string[]): Promise<VerifiedToken> {
    const issuer = this.#entries.size === 1 ? this.#first : claimedIssuer(token);
    const entry = this.#entries.get(issuer);
    if (!entry) return { ok: false, problem: "invalid", why: "its issuer is not one that is trusted here" };
    const verified = await entry.verifier.verify(token, [...audiences, ...entry.audiences]);
    if (!verified.ok) return verified;
    // A name that looks like another issuer's would be taken for that issuer's.
    if (entry.namespace === "" && namesOf(verified.claims).some((name) => this.#isForeign(name))) {
      return { ok: false, problem: "invalid", why: "its subject belongs to another issuer" };
    }
    return { ok: true, claims: verified.claims, issuer, namespace: entry.namespace };
  }

  #isForeign(name: string): boolean {
    for (const { namespace } of this.#entries.values()) {
      if (namespace !== "" && name.startsWith(namespace)) return true;
    }
    return false;
  }
}

function claimedIssuer(token: string): string {
  try {
    return withoutSlash(decodeJwt(token).iss ?? "");
  } catch {
    return "";
  }
}

function namesOf({ sub, client_id: client, azp }: JWTPayload): string[] {
  return [sub, client, azp].filter((name) => typeof name === "string");
}

function withoutSlash(issuer: string): string {
  return issuer.replace(/\/$/, "");
}
