import { isUtf8 } from "node:buffer";
import { withoutPathSecrets } from "#lib/connections/secret-paths.ts";
import { parseStrictJson } from "#lib/core/strict-json.ts";
import { Refusal } from "../errors.ts";
import { decodeBody } from "../message/decode-body.ts";
import { headerValue } from "../message/raw-headers.ts";
import type { Accepted } from "./accept.ts";
import type { HttpCall } from "./call.ts";
import { maxBodyBytes } from "./read-body.ts";

/** One call of an HTTP API. Compressed bodies are looked into, and passed on as they came. */
export async function parseHttp(
  { method, target, headers }: Accepted,
  body: Buffer,
  acceptsStream: boolean,
): Promise<HttpCall | Refusal> {
  const plain = await decodeBody(body, headerValue(headers, "content-encoding"), maxBodyBytes);
  if (plain === null) return new Refusal("unsupported_content_encoding");
  const readable = readBodyText(plain, headerValue(headers, "content-type") ?? "");
  if (readable instanceof Refusal) return readable;
  const shownPath = withoutPathSecrets(target.path);
  return {
    kind: "http",
    httpMethod: method,
    operation: `${method} ${shownPath}`,
    tool: null,
    path: target.path,
    shownPath,
    rawPath: target.rawPath,
    query: target.query,
    body,
    ...readable,
    acceptsStream,
    judged: true,
    upload: null,
  };
}

function readBodyText(
  plain: Buffer,
  contentType: string,
): { readableBody: unknown; bodyIsJson: boolean; exact: boolean } | Refusal {
  if (plain.length === 0) return { readableBody: null, bodyIsJson: false, exact: true };
  if (/[/+]json\b/i.test(contentType)) {
    const json = parseStrictJson(plain);
    if (json.ok) return { readableBody: json.value, bodyIsJson: true, exact: json.exact };
    if (json.problem === "duplicate_keys") return new Refusal("duplicate_keys");
  }
  // What is not JSON is bound by its hash, so it is exact whatever it is.
  return { readableBody: isUtf8(plain) ? plain.toString("utf8") : null, bodyIsJson: false, exact: true };
}
