import { canonicalJson } from "#lib/crypto/request-digest.ts";
import { withoutDigests } from "../masking/body-headers.ts";
import { encodeBody } from "../message/encode-body.ts";
import { headerPairs, headerValue } from "../message/raw-headers.ts";
import { Refusal } from "../errors.ts";
import type { Accepted } from "../pipeline/accept.ts";
import type { Call } from "../pipeline/call.ts";
import { parseHttp } from "../pipeline/parse-http.ts";
import { parseMcp } from "../pipeline/parse-mcp.ts";

/** Headers that repeat arguments (`Mcp-Param-*`), or sign a body: they would no longer agree with it. */
const boundToBody = /^(?:mcp-param-.+|signature|signature-input|x-amz-content-sha256|x-(?:hub-)?signature(?:-.+)?)$/i;

/** Whether a call could run with other arguments: nothing but its JSON would have to change. */
export function isRebuildable({ headers }: Pick<Accepted, "headers">, call: Call): boolean {
  for (const [name] of headerPairs(headers)) if (boundToBody.test(name)) return false;
  return call.kind === "mcp" ? call.tool !== null : call.bodyIsJson && isObject(call.readableBody);
}

/** What `rebuildCall` puts another value in place of. */
export function rebuiltValue(call: Call): unknown {
  return call.kind === "mcp" ? call.params["arguments"] : call.readableBody;
}

/** The call with other arguments, or another JSON body, read again as any other is. A refusal where that does not go. */
export async function rebuildCall(
  accepted: Accepted,
  call: Call,
  value: unknown,
): Promise<{ accepted: Accepted; call: Call } | Refusal> {
  if (!isRebuildable(accepted, call)) return new Refusal("edit_failed");
  const changed: Accepted = { ...accepted, headers: withoutDigests(accepted.headers) };
  if (call.kind === "mcp") {
    const message = JSON.parse(call.body.toString("utf8")) as { params: object };
    const body = Buffer.from(JSON.stringify({ ...message, params: { ...message.params, arguments: value } }));
    const rebuilt = parseMcp(changed, body, call.acceptsStream);
    return rebuilt instanceof Refusal ? new Refusal("edit_failed") : { accepted: changed, call: rebuilt };
  }
  const encoding = headerValue(accepted.headers, "content-encoding");
  const body = await encodeBody(Buffer.from(canonicalJson(value)), encoding);
  const rebuilt = await parseHttp(changed, body, call.acceptsStream);
  return rebuilt instanceof Refusal ? new Refusal("edit_failed") : { accepted: changed, call: rebuilt };
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
