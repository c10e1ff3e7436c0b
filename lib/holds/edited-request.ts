import { canonicalJson, sha256Hex } from "#lib/crypto/request-digest.ts";
import type { Sealer } from "#lib/crypto/sealer.ts";
import type { HeldRequest } from "./schemas.ts";

/** What of a call an approver may change: the arguments of a tool, or a JSON body. Undefined where it has neither. */
export function editableValue(request: HeldRequest): object | undefined {
  const value = request.kind === "mcp" ? request.tool !== null && request.arguments : request.body;
  return typeof value === "object" && value !== null ? value : undefined;
}

/** The request with other arguments. */
export function withValue(request: HeldRequest, value: unknown): HeldRequest {
  return request.kind === "mcp"
    ? { ...request, arguments: value }
    : { ...request, body: value, bodySha256: sha256Hex(canonicalJson(value)) };
}

/** Binds an approval to the call as it was held, by its digest, and to the value that runs in place of its own. */
export function editDigest(requestDigest: string, value: unknown): string {
  return sha256Hex(canonicalJson({ requestDigest, edited: value }));
}

export function sealEdit(sealer: Sealer, value: unknown): Buffer {
  return sealer.seal("hold", canonicalJson({ edited: value }));
}

/** The value that runs; throws where it was not sealed by `sealEdit`. */
export function openEdit(sealer: Sealer, sealed: Uint8Array): unknown {
  const opened: unknown = JSON.parse(sealer.open("hold", sealed).toString("utf8"));
  if (typeof opened !== "object" || opened === null || !("edited" in opened))
    throw new TypeError("no edit is sealed here");
  return opened.edited;
}
