import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/** Canonical JSON (RFC 8785) of a JSON value. */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError("not a JSON value");
  return text;
}

export function sha256Hex(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/** What an approval binds to; two calls with the same digest are the same call. */
export type BoundRequest = {
  callerId: string;
  connection: string;
  operation: string;
  /** MCP: the tool and its arguments. HTTP: the query string and the body (parsed if JSON, else its SHA-256). */
  request: unknown;
  policyVersion: number;
};

/** SHA-256 (hex) over the canonical JSON of what an approval binds to. */
export function requestDigest(bound: BoundRequest): string {
  return sha256Hex(canonicalJson(bound));
}
