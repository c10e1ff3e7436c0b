import { canonicalJson, sha256Hex } from "#lib/crypto/request-digest.ts";
import type { ApprovalTerms } from "./schemas.ts";

/** SHA-256 (hex) of what rules ask for: approvals and grants answer exactly this. */
export function requirementOf(terms: ApprovalTerms): string {
  return sha256Hex(canonicalJson(terms));
}
