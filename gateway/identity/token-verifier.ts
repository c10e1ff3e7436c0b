import {
  createRemoteJWKSet,
  errors,
  jwksCache,
  jwtVerify,
  type JWKSCacheInput,
  type JWTPayload,
  type JWTVerifyGetKey,
} from "jose";
import { discoverIssuer } from "./discover-issuer.ts";
import { VerifiedTokens } from "./verified-tokens.ts";

const algorithms = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
];
const clockToleranceS = 5;
const discoveryCoolDownMs = 1_000;

/** `cache` says when the keys were read. */
type Provider = { issuer: string; keys: JWTVerifyGetKey; cache: JWKSCacheInput };
export type Verified =
  | { ok: true; claims: JWTPayload }
  | { ok: false; problem: "invalid" | "unavailable"; why: string };

/** Checks access tokens (RFC 9068) of one issuer. Finds the issuer's keys at first use, once for all that wait. */
export class TokenVerifier {
  readonly #issuer: string;
  readonly #tokenTypes: ReadonlySet<string>;
  readonly #verified = new VerifiedTokens();
  #provider: Promise<Provider> | undefined;

  constructor(options: { issuer: string; tokenTypes: readonly string[] }) {
    this.#issuer = options.issuer;
    this.#tokenTypes = new Set(options.tokenTypes.map(mediaType));
  }

  /** `audiences`: the token must name one of them. Never throws. */
  async verify(token: string, audiences: string[]): Promise<Verified> {
    try {
      const provider = await this.#discover();
      const known = this.#verified.find(token, audiences, provider.cache.uat);
      if (known) return { ok: true, claims: known };
      const { payload, protectedHeader } = await jwtVerify(token, provider.keys, {
        issuer: provider.issuer,
        audience: audiences,
        algorithms,
        clockTolerance: clockToleranceS,
        requiredClaims: ["sub", "exp"],
      });
      if (!this.#tokenTypes.has(mediaType(protectedHeader.typ ?? ""))) {
        return { ok: false, problem: "invalid", why: "its type is not that of an access token" };
      }
      // Claims of an ID token, for providers whose access tokens have no type of their own.
      if ("nonce" in payload || "at_hash" in payload) {
        return { ok: false, problem: "invalid", why: "it is an ID token" };
      }
      this.#verified.keep(token, audiences, provider.cache.uat, payload);
      return { ok: true, claims: payload };
    } catch (error) {
      const why = problemWithToken(error);
      return why ? { ok: false, problem: "invalid", why } : { ok: false, problem: "unavailable", why: String(error) };
    }
  }

  #discover(): Promise<Provider> {
    this.#provider ??= discoverIssuer(this.#issuer).then(
      (metadata) => {
        const cache: JWKSCacheInput = {};
        const keys = createRemoteJWKSet(new URL(metadata.jwks_uri), {
          timeoutDuration: 5_000,
          cooldownDuration: 30_000,
          [jwksCache]: cache,
        });
        return { issuer: metadata.issuer, keys, cache };
      },
      (error: unknown) => {
        setTimeout(() => (this.#provider = undefined), discoveryCoolDownMs).unref();
        throw error;
      },
    );
    return this.#provider;
  }
}

function mediaType(typ: string): string {
  return typ.toLowerCase().replace(/^application\//, "");
}

/** What is wrong with the token, in words that may be told; undefined where the fault is not the token's. */
function problemWithToken(error: unknown): string | undefined {
  if (error instanceof errors.JWTExpired) return "it has expired";
  if (error instanceof errors.JWTClaimValidationFailed) return `its claim ${error.claim} is not the one expected here`;
  const faults = [
    errors.JWSInvalid,
    errors.JWTInvalid,
    errors.JWSSignatureVerificationFailed,
    errors.JOSEAlgNotAllowed,
    errors.JOSENotSupported,
    errors.JWKSNoMatchingKey,
    errors.JWKSMultipleMatchingKeys,
  ];
  return faults.some((fault) => error instanceof fault) ? "its signature or form is not valid" : undefined;
}
