import { hash } from "node:crypto";
import type { JWTPayload } from "jose";

const maxTokens = 10_000;
/** So that the issuer's keys are looked at again now and then, also where nobody new calls. */
const longestMs = 60_000;

type Entry = { claims: JWTPayload; keysReadAt: number; until: number };

/**
 * Tokens that were verified already, known by their hash, for the audiences they were verified for: until they expire,
 * for a minute at most, and only for as long as the issuer's keys are the ones they were verified with.
 */
export class VerifiedTokens {
  readonly #entries = new Map<string, Entry>();

  /** The claims of a token that need not be verified again; undefined where it must be. */
  find(token: string, audiences: readonly string[], keysReadAt: number | undefined): JWTPayload | undefined {
    const name = nameOf(token, audiences);
    const entry = this.#entries.get(name);
    if (!entry) return undefined;
    if (entry.keysReadAt === keysReadAt && entry.until > Date.now()) return entry.claims;
    this.#entries.delete(name);
    return undefined;
  }

  keep(token: string, audiences: readonly string[], keysReadAt: number | undefined, claims: JWTPayload): void {
    if (keysReadAt === undefined || claims.exp === undefined) return;
    const [oldest] = this.#entries.keys();
    if (this.#entries.size >= maxTokens && oldest !== undefined) this.#entries.delete(oldest);
    const until = Math.min(claims.exp * 1_000, Date.now() + longestMs);
    this.#entries.set(nameOf(token, audiences), { claims, keysReadAt, until });
  }
}

function nameOf(token: string, audiences: readonly string[]): string {
  return hash("sha256", `${token} ${audiences.join(" ")}`, "base64");
}
