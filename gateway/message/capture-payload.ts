import { createHash, hash, type Hash } from "node:crypto";
import type { CapturedPayload } from "#lib/payloads/schemas.ts";
import { decodeBody } from "./decode-body.ts";
import { headerValue, type RawHeaders } from "./raw-headers.ts";

const maxKeptBytes = 256 * 1024;
const empty: Buffer = Buffer.alloc(0);

/** Headers worth keeping that carry no credential. Everything else is left out, whatever it is called. */
const keptHeaders = new Set([
  "accept",
  "accept-encoding",
  "accept-language",
  "cache-control",
  "content-encoding",
  "content-language",
  "content-length",
  "content-type",
  "date",
  "etag",
  "idempotency-key",
  "if-match",
  "if-none-match",
  "last-event-id",
  "last-modified",
  "mcp-method",
  "mcp-name",
  "mcp-protocol-version",
  "prefer",
  "retry-after",
  "traceparent",
  "tracestate",
  "user-agent",
  "x-datadog-managed-by",
  "x-ratelimit-limit",
  "x-ratelimit-name",
  "x-ratelimit-period",
  "x-ratelimit-remaining",
  "x-ratelimit-reset",
  "x-request-id",
]);

/** Collects a body as it passes: the first 256 KiB of it, the size and SHA-256 of the whole. */
export class PayloadCapture {
  readonly #kept: Buffer[] = [];
  #keptBytes = 0;
  /** Made when it is known that the body is more than one small chunk, which most are not. */
  #hash: Hash | undefined;
  bytes = 0;

  add(chunk: Buffer): void {
    const isFirst = this.bytes === 0;
    this.bytes += chunk.length;
    const room = maxKeptBytes - this.#keptBytes;
    if (!isFirst || chunk.length > room) this.#hashSoFar().update(chunk);
    if (room <= 0) return;
    const part = chunk.length > room ? chunk.subarray(0, room) : chunk;
    this.#kept.push(part);
    this.#keptBytes += part.length;
  }

  /** The payload as it is stored; a body kept whole is stored without its content coding, so that it can be read. */
  async finish(callId: string, direction: "request" | "response", headers: RawHeaders): Promise<CapturedPayload> {
    const [only = empty] = this.#kept;
    const kept = this.#kept.length <= 1 ? only : Buffer.concat(this.#kept);
    const truncated = this.bytes > this.#keptBytes;
    const encoding = headerValue(headers, "content-encoding");
    const isEncoded = encoding !== null && encoding.trim().toLowerCase() !== "identity";
    const decoded = truncated || !isEncoded ? null : await decodeBody(kept, encoding, maxKeptBytes);
    // What cannot be looked into cannot be masked either, and is not kept.
    const readable = isEncoded ? (decoded ?? empty) : kept;
    return {
      callId,
      direction,
      at: new Date(),
      headers: keep(headers),
      body: readable,
      contentType: headerValue(headers, "content-type")?.slice(0, 200) ?? null,
      bytes: this.bytes,
      sha256: this.#hash ? this.#hash.digest("hex") : hash("sha256", kept, "hex"),
      truncated: truncated || (isEncoded && decoded === null),
    };
  }

  #hashSoFar(): Hash {
    if (!this.#hash) {
      this.#hash = createHash("sha256");
      for (const chunk of this.#kept) this.#hash.update(chunk);
    }
    return this.#hash;
  }
}

/** The payload of a body that is already whole. */
export function capturePayload(
  callId: string,
  direction: "request" | "response",
  headers: RawHeaders,
  body: Buffer,
): Promise<CapturedPayload> {
  const capture = new PayloadCapture();
  capture.add(body);
  return capture.finish(callId, direction, headers);
}

function keep(headers: RawHeaders): Record<string, string> {
  const kept: Record<string, string> = {};
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const lower = (headers[index] ?? "").toLowerCase();
    const value = headers[index + 1] ?? "";
    if (keptHeaders.has(lower)) kept[lower] = kept[lower] === undefined ? value : `${kept[lower]}, ${value}`;
  }
  return kept;
}
