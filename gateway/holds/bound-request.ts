import { requestDigest, sha256Hex } from "#lib/crypto/request-digest.ts";
import type { HeldRequest } from "#lib/holds/schemas.ts";
import type { Caller } from "../identity/caller.ts";
import type { Call } from "../pipeline/call.ts";

/** What the approver sees. Exactly this, by its digest, is what may run afterwards. */
export function heldRequest(call: Call): HeldRequest {
  if (call.kind === "mcp") {
    const { _meta, ...named } = call.params;
    return { kind: "mcp", tool: call.tool, arguments: call.tool === null ? named : (named.arguments ?? {}) };
  }
  return {
    kind: "http",
    method: call.httpMethod,
    path: call.shownPath,
    query: call.query,
    body: call.readableBody,
    bodySha256: sha256Hex(call.body),
  };
}

/**
 * Digest that an approval binds to. JSON is bound by what it says, so that white space, JSON-RPC ids and `_meta` of a
 * retry do not matter; any other body is bound byte by byte.
 */
export function boundDigest(call: Call, caller: Caller, connection: string, policyVersion: number): string {
  const bound = { callerId: caller.callerId, connection, operation: call.operation, policyVersion };
  if (call.kind === "mcp") {
    const { _meta, ...named } = call.params;
    return requestDigest({ ...bound, request: { ...named, arguments: named.arguments ?? {} } });
  }
  const body = call.bodyIsJson ? { json: call.readableBody } : { sha256: sha256Hex(call.body) };
  return requestDigest({ ...bound, request: { path: call.path, query: call.query, ...body } });
}
