import { canonicalJson } from "#lib/crypto/request-digest.ts";
import { findSensitive } from "#lib/masking/find-sensitive.ts";
import { maskBody } from "#lib/masking/mask-body.ts";
import type { MaskPlan } from "#lib/masking/mask-plan.ts";
import type { Tokenizer } from "#lib/masking/tokenizer.ts";
import { Refusal } from "../errors.ts";
import { decodeBody } from "../message/decode-body.ts";
import { encodeBody } from "../message/encode-body.ts";
import { headerValue } from "../message/raw-headers.ts";
import type { Accepted } from "../pipeline/accept.ts";
import type { Call, HttpCall, McpCall } from "../pipeline/call.ts";
import { parseHttp } from "../pipeline/parse-http.ts";
import { parseMcp } from "../pipeline/parse-mcp.ts";
import { maxBodyBytes } from "../pipeline/read-body.ts";
import { withoutDigests } from "./body-headers.ts";
import { maskParamHeaders } from "./mask-param-headers.ts";
import type { MaskCounts } from "./mask-payload.ts";

/** `call` is the very same object where nothing was masked. */
export type MaskedCall = { accepted: Accepted; call: Call; counts: MaskCounts[] };

/** A request with its body and query masked, read again as any other is. */
export function maskCall(
  accepted: Accepted,
  call: Call,
  plan: MaskPlan,
  tokenize: Tokenizer,
): Promise<MaskedCall | Refusal> | MaskedCall | Refusal {
  return call.kind === "mcp"
    ? maskMessage(accepted, call, plan, tokenize)
    : maskHttpCall(accepted, call, plan, tokenize);
}

/** Only arguments may change: what names a tool or a resource was judged, and the rest is the protocol's. */
function maskMessage(accepted: Accepted, call: McpCall, plan: MaskPlan, tokenize: Tokenizer): MaskedCall | Refusal {
  const masked = maskBody(call.body, "application/json", plan, tokenize);
  if (!masked.ok) return refusalOf(masked.kind);
  if (masked.body === call.body) return { accepted, call, counts: [] };
  const headers = maskParamHeaders(accepted.headers, plan, tokenize);
  if (headers === null) return unmaskable;
  const changed = { ...accepted, headers };
  const parsed = parseMcp(changed, masked.body, call.acceptsStream);
  if (parsed instanceof Refusal) return unmaskable;
  return besideArguments(parsed) === besideArguments(call)
    ? { accepted: changed, call: parsed, counts: [masked.counts] }
    : new Refusal(
        "masking_refused",
        "The policy masks a value that stands where only names may, beside the arguments.",
      );
}

function besideArguments({ id, operation, params }: McpCall): string {
  return canonicalJson({ id, operation, params: { ...params, arguments: null } });
}

async function maskHttpCall(
  accepted: Accepted,
  call: HttpCall,
  plan: MaskPlan,
  tokenize: Tokenizer,
): Promise<MaskedCall | Refusal> {
  const path = Buffer.from(call.path).toString("latin1");
  // As a whole, and each segment by itself: behind a slash, some values look like parts of an address.
  const [found] = findSensitive(`${path}\n${path.replaceAll("/", "\n")}`, plan.search);
  if (found) {
    return new Refusal("masking_refused", `The path has a value of kind ${found.kind} in it, which the policy masks.`);
  }
  const query = maskBody(Buffer.from(call.query), "application/x-www-form-urlencoded", plan, tokenize);
  if (!query.ok) return refusalOf(query.kind);
  const encoding = headerValue(accepted.headers, "content-encoding");
  const plain = await decodeBody(call.body, encoding, maxBodyBytes);
  if (plain === null) return unmaskable;
  const body = maskBody(plain, headerValue(accepted.headers, "content-type"), plan, tokenize);
  if (!body.ok) return refusalOf(body.kind);
  const isSame = query.body.toString() === call.query && body.body === plain;
  if (isSame) return { accepted, call, counts: [] };
  const changed: Accepted = {
    ...accepted,
    headers: body.body === plain ? accepted.headers : withoutDigests(accepted.headers),
    target: { ...accepted.target, query: query.body.toString() },
  };
  const sent = body.body === plain ? call.body : await encodeBody(body.body, encoding);
  const parsed = await parseHttp(changed, sent, call.acceptsStream);
  return parsed instanceof Refusal
    ? unmaskable
    : { accepted: changed, call: parsed, counts: [query.counts, body.counts] };
}

const unmaskable = new Refusal(
  "masking_refused",
  "The policy masks parts of this request, and it cannot be read well enough for that.",
);

function refusalOf(kind: string | null): Refusal {
  return kind === null
    ? unmaskable
    : new Refusal("masking_refused", `The policy does not let a value of kind ${kind} pass.`);
}
