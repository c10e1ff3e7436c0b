import { maskBody } from "#lib/masking/mask-body.ts";
import type { MaskPlan } from "#lib/masking/mask-plan.ts";
import type { Tokenizer } from "#lib/masking/tokenizer.ts";
import { headerPairs, type RawHeaders } from "../message/raw-headers.ts";

const prefix = "mcp-param-";
const encoded = /^=\?base64\?([A-Za-z0-9+/]*={0,2})\?=$/;

/**
 * Headers with the arguments that some of them repeat (`Mcp-Param-*`, 2026-07-28) masked as in the message. Null where it
 * cannot be told which argument a header repeats, or a value is refused.
 */
export function maskParamHeaders(headers: RawHeaders, plan: MaskPlan, tokenize: Tokenizer): RawHeaders | null {
  const pairs = [...headerPairs(headers)];
  if (!pairs.some(([name]) => name.toLowerCase().startsWith(prefix))) return headers;
  // A field is named by where it stands in the message, which a header does not say.
  if (plan.fields.length > 0) return null;
  const masked: string[] = [];
  for (const [name, value] of pairs) {
    const shown = name.toLowerCase().startsWith(prefix) ? maskValue(value, plan, tokenize) : value;
    if (shown === null) return null;
    masked.push(name, shown);
  }
  return masked;
}

function maskValue(value: string, plan: MaskPlan, tokenize: Tokenizer): string | null {
  const [, base64] = encoded.exec(value) ?? [];
  const said = base64 === undefined ? Buffer.from(value, "latin1") : Buffer.from(base64, "base64");
  const masked = maskBody(said, "text/plain", plan, tokenize);
  if (!masked.ok) return null;
  return base64 === undefined ? masked.body.toString("latin1") : `=?base64?${masked.body.toString("base64")}?=`;
}
