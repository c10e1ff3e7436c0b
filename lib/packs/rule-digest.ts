import { sha256Hex, canonicalJson } from "#lib/crypto/request-digest.ts";
import type { Rule } from "#lib/policies/schemas.ts";

/** What a rule says, in 16 characters: whether it was edited since a pack brought it is told by this. */
export function ruleDigest(rule: Rule): string {
  return sha256Hex(Buffer.from(canonicalJson(rule))).slice(0, 16);
}
